// SPDX-License-Identifier: Apache-2.0

/// The target of a request line, parsed once and strictly (RFC 9112 §3.2, RFC 3986).
///
/// Whoever decodes a path twice, or later than its neighbour, can be led past a check. So a target is taken apart here
/// and nowhere else: split first, decoded once after, and turned down where two readers could read it differently.
struct RequestTarget: Hashable {
    /// The decoded segments of the path, without empty ones at either end.
    var path: [String]
    /// The decoded query items in order.
    var query: [QueryItem]
    /// The host and port of a target in absolute form, which then count instead of the `Host` field.
    var authority: String?

    struct QueryItem: Hashable {
        var name: String
        var value: String
    }

    /// Parses the bytes between the method and the version.
    ///
    /// - Throws: A refusal with status 400.
    init(_ bytes: [UInt8]) throws(HTTPRefusal) {
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            throw Self.malformed
        }
        if bytes == [UInt8(ascii: "*")] {
            (path, query, authority) = ([], [], nil)
            return
        }
        let pathAndQuery: ArraySlice<UInt8>
        (authority, pathAndQuery) = try Self.separateAuthority(bytes)

        let parts = pathAndQuery.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        path = try Self.segments(of: parts[0])
        query = try parts.count == 2 ? Self.items(of: parts[1]) : []
    }

    /// Whether text can stand as `host[:port]`: a name, an IPv4 address or a bracketed IPv6 address.
    static func isAuthority(_ text: some Collection<UInt8>) -> Bool {
        var rest = Array(text)[...]
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = rest[rest.startIndex + 1..<end]
            guard !address.isEmpty,
                address.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
            else { return false }
            rest = rest[(end + 1)...]
        } else {
            let name = rest.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.allSatisfy(\.isHostNameByte) else { return false }
            rest = rest.dropFirst(name.count)
        }
        guard let colon = rest.first else { return true }
        let port = rest.dropFirst()
        return colon == UInt8(ascii: ":") && !port.isEmpty && port.count <= 5 && port.allSatisfy(\.isDigit)
    }

    private static let malformed = HTTPRefusal(400, "The target of the request is malformed.")

    /// Tells `/path` from `http://host/path`.
    private static func separateAuthority(
        _ bytes: [UInt8]
    ) throws(HTTPRefusal) -> (String?, ArraySlice<UInt8>) {
        if bytes.first == UInt8(ascii: "/") { return (nil, bytes[...]) }
        guard let scheme = ["http://", "https://"].first(where: { bytes.starts(with: $0.utf8) }) else {
            throw malformed
        }
        let rest = bytes.dropFirst(scheme.utf8.count)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard isAuthority(authority) else { throw malformed }
        return (String(decoding: authority, as: UTF8.self), rest.dropFirst(authority.count))
    }

    private static func segments(of path: ArraySlice<UInt8>) throws(HTTPRefusal) -> [String] {
        var segments: [String] = []
        for raw in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let segment = try decoded(raw, plusIsSpace: false)
            guard segment != ".", segment != ".." else { throw malformed }
            segments.append(segment)
        }
        while segments.first?.isEmpty == true { segments.removeFirst() }
        while segments.last?.isEmpty == true { segments.removeLast() }
        return segments
    }

    private static func items(of query: ArraySlice<UInt8>) throws(HTTPRefusal) -> [QueryItem] {
        var items: [QueryItem] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decoded(sides[0], plusIsSpace: true)
            let value = try sides.count == 2 ? decoded(sides[1], plusIsSpace: true) : ""
            items.append(QueryItem(name: name, value: value))
        }
        return items
    }

    /// Undoes percent-encoding once; what comes out must be UTF-8 without control characters.
    private static func decoded(_ raw: ArraySlice<UInt8>, plusIsSpace: Bool) throws(HTTPRefusal) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexDigitValue, let low = rest.popFirst()?.hexDigitValue else {
                    throw malformed
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        guard !bytes.contains(where: \.isControl), let text = String(validating: bytes, as: UTF8.self) else {
            throw malformed
        }
        return text
    }
}
