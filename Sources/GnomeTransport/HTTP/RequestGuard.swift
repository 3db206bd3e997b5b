// SPDX-License-Identifier: Apache-2.0

/// Decides whether a request's head can be read in one way only, before any of its body is read.
///
/// The parser below is lenient; whatever it lets through and another reader (a proxy in front, an archive behind) might
/// read differently is turned down here. The rules are those of RFC 9110 and 9112, without their leniencies.
struct RequestGuard: Sendable {
    /// The longest target that is taken, in bytes.
    var targetLimit = 8 << 10
    /// The largest head that is taken, in bytes; under half of what the parser can hold.
    var headLimit = 16 << 10
    /// The most header fields that are taken.
    var fieldLimit = 64

    /// A head as it came.
    struct RawHead {
        var method: [UInt8]
        var target: [UInt8]
        var version: [UInt8]
        var fields: [(name: [UInt8], value: [UInt8])]
        /// How many bytes the head had on the wire.
        var size: Int
        /// Whether every byte of the head is in these parts: no NUL cut a line short, every line ends in CR LF.
        var isWhole = true
    }

    /// A head that passed.
    struct Passed {
        var head: HTTPRequestHead
        /// The length of the body: none said is 0, and nothing where the body comes in chunks.
        var bodyLength: Int?
    }

    /// Judges a head.
    ///
    /// - Throws: The refusal to answer with: 400, 414, 417, 431, 501 or 505.
    func pass(_ raw: RawHead, from remoteAddress: String) throws(HTTPRefusal) -> Passed {
        guard raw.isWhole else {
            throw HTTPRefusal(400, "The head of the request has a NUL byte or a line that does not end in CR LF.")
        }
        let isOld = try isVersion10(raw.version)
        let method = try knownMethod(raw.method)
        guard raw.target.count <= targetLimit else { throw HTTPRefusal(414, "The target of the request is too long.") }
        guard raw.size <= headLimit, raw.fields.count <= fieldLimit else {
            throw HTTPRefusal(431, "The request has too many or too large header fields.")
        }
        let target = try RequestTarget(raw.target)
        guard raw.target != [UInt8(ascii: "*")] || method == "OPTIONS" else {
            throw HTTPRefusal(400, "The target of the request is malformed.")
        }
        var headers = try fields(raw.fields)
        try checkHost(headers, isOld: isOld)
        if let authority = target.authority { headers["Host"] = authority }
        if let expectation = headers["Expect"], expectation.lowercased() != "100-continue" {
            throw HTTPRefusal(417, "Only 100-continue can be expected.")
        }
        let head = HTTPRequestHead(
            method: method, path: target.path, query: target.query.map { ($0.name, $0.value) },
            target: String(decoding: raw.target, as: UTF8.self), headers: headers, remoteAddress: remoteAddress)
        return Passed(head: head, bodyLength: try bodyLength(headers, isOld: isOld))
    }

    // MARK: Request line

    private func isVersion10(_ version: [UInt8]) throws(HTTPRefusal) -> Bool {
        switch String(decoding: version, as: UTF8.self) {
        case "HTTP/1.1": return false
        case "HTTP/1.0": return true
        default: throw HTTPRefusal(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        }
    }

    /// The method, about which the application decides; the same word in other case is another method.
    ///
    /// CONNECT would make this a proxy, which it never is.
    private func knownMethod(_ method: [UInt8]) throws(HTTPRefusal) -> String {
        guard !method.isEmpty, method.allSatisfy(\.isTokenByte) else {
            throw HTTPRefusal(400, "The method of the request is malformed.")
        }
        let name = String(decoding: method, as: UTF8.self)
        guard name != "CONNECT" else {
            throw HTTPRefusal(501, "The method of the request is not known here.")
        }
        return name
    }

    // MARK: Fields

    private func fields(_ raw: [(name: [UInt8], value: [UInt8])]) throws(HTTPRefusal) -> HTTPHeaders {
        var headers: HTTPHeaders = [:]
        for field in raw {
            guard !field.name.isEmpty, field.name.allSatisfy(\.isTokenByte) else {
                throw HTTPRefusal(400, "The name of a header field is malformed.")
            }
            let value = field.value.trimmingBlanks
            guard !value.contains(where: { $0.isControl && $0 != 0x09 }),
                let text = String(validating: value, as: UTF8.self)
            else { throw HTTPRefusal(400, "The value of a header field is malformed.") }
            headers.append(String(decoding: field.name, as: UTF8.self), text)
        }
        return headers
    }

    private func checkHost(_ headers: HTTPHeaders, isOld: Bool) throws(HTTPRefusal) {
        let hosts = headers.values("Host")
        guard hosts.count == 1 || (isOld && hosts.isEmpty),
            hosts.allSatisfy({ RequestTarget.isAuthority($0.utf8) })
        else { throw HTTPRefusal(400, "The request must have one valid Host field.") }
    }

    // MARK: Framing

    /// How long the body is.
    ///
    /// Two lengths, or a length and a coding, are how requests are smuggled: neither is taken.
    private func bodyLength(_ headers: HTTPHeaders, isOld: Bool) throws(HTTPRefusal) -> Int? {
        let lengths = headers.values("Content-Length")
        let codings = headers.values("Transfer-Encoding")
        guard lengths.count <= 1, codings.count <= 1, lengths.isEmpty || codings.isEmpty else {
            throw HTTPRefusal(400, "The length of the body is said more than once.")
        }
        if let coding = codings.first {
            guard !isOld else { throw HTTPRefusal(400, "HTTP/1.0 has no transfer codings.") }
            guard coding == "chunked" else { throw HTTPRefusal(501, "Only the transfer coding chunked is known here.") }
            return nil
        }
        guard let length = lengths.first else { return 0 }
        guard !length.isEmpty, length.utf8.count <= 18, length.utf8.allSatisfy(\.isDigit), let count = Int(length)
        else {
            throw HTTPRefusal(400, "The length of the body is no plain number.")
        }
        return count
    }
}

extension [UInt8] {
    /// The bytes without spaces and tabs at either end, which are no part of a field's value (RFC 9110 §5.5).
    fileprivate var trimmingBlanks: [UInt8] {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = first, let last = last, isBlank(first) || isBlank(last) else { return self }
        guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
            return []
        }
        return Array(self[start...end])
    }
}
