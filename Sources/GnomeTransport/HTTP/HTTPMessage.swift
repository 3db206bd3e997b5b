// SPDX-License-Identifier: Apache-2.0

/// The start line and the headers of a request, before its body is read.
public struct HTTPRequestHead: Sendable, Hashable {
    /// The method, as sent: `GET`.
    public var method: String
    /// The path of the target, percent-decoded once, split at `/`, without empty parts at either end.
    public var path: [String]
    /// The query of the target, decoded, in order.
    public var query: [(name: String, value: String)] { get { pairs.map { ($0.name, $0.value) } } }
    /// The target as sent, for the log.
    public var target: String
    /// The headers.
    public var headers: HTTPHeaders
    /// The address of the other side.
    public var remoteAddress: String

    private struct Pair: Sendable, Hashable {
        var name: String
        var value: String
    }
    private var pairs: [Pair]

    /// A head of these parts.
    public init(
        method: String, path: [String], query: [(name: String, value: String)] = [], target: String,
        headers: HTTPHeaders = [:], remoteAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.target = target
        self.headers = headers
        self.remoteAddress = remoteAddress
        pairs = query.map { Pair(name: $0.name, value: $0.value) }
    }

    /// The first value of a query item; nothing where there is none.
    public func query(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
}

/// A request with its body.
public struct HTTPRequest: Sendable, Hashable {
    /// Start line and headers.
    public var head: HTTPRequestHead
    /// The body as it came, not unpacked.
    public var body: [UInt8]

    /// A request of these parts.
    public init(head: HTTPRequestHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}

/// An answer.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code.
    public var status: Int
    /// The headers; `Content-Length`, `Date` and `Connection` are the server's own.
    public var headers: HTTPHeaders
    /// The body.
    public var body: [UInt8]

    /// An answer of these parts.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Header fields: names compare without case, order and repetition are kept.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The name as sent.
        public var name: String
        /// The value.
        public var value: String

        /// Whether this is the field of a name; names are ASCII, so bytes tell.
        func isNamed(_ other: String) -> Bool {
            name.utf8.count == other.utf8.count
                && zip(name.utf8, other.utf8).allSatisfy { $0 == $1 || ($0.isLetter && $0 ^ $1 == 0x20) }
        }
    }

    /// The fields in order.
    public private(set) var fields: [Field]

    /// Headers of a literal.
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value of a field; setting replaces all of that name, nothing removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.isNamed(name) }?.value }
        set {
            fields.removeAll { $0.isNamed(name) }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    /// All values of a field.
    public func values(_ name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }

    /// Adds a field beside those of the same name.
    public mutating func append(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
}
