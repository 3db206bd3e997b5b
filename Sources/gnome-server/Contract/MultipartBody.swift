// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The parts of a form with files, as a browser sends them (`multipart/form-data`, RFC 7578).
struct MultipartBody: Sendable, Hashable {
    /// One field of the form, or one file.
    struct Part: Sendable, Hashable {
        var name: String
        var bytes: [UInt8]
        /// Whether it is a file; what its sender called it is of no use here.
        var isFile: Bool
    }

    private static let mostParts = 2000
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    let parts: [Part]

    /// The parts of a body; nothing where it is none, is cut off, or has more parts than a form of ours.
    ///
    /// - Parameter contentType: What the header of the request says, with the boundary.
    init?(_ body: [UInt8], contentType: String) {
        guard let boundary = Self.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count)
        else { return nil }
        let delimiter = Self.lineEnd + Array("--\(boundary)".utf8)
        var parts: [Part] = []
        // The first delimiter has no line before it.
        guard body.starts(with: delimiter.dropFirst(2)) else { return nil }
        var rest = body.dropFirst(delimiter.count - 2)
        while !rest.starts(with: Array("--".utf8)) {
            guard rest.starts(with: Self.lineEnd), parts.count < Self.mostParts,
                let end = rest.firstRange(of: delimiter),
                let part = Self.part(rest[rest.startIndex + 2..<max(end.lowerBound, rest.startIndex + 2)])
            else { return nil }
            parts.append(part)
            rest = rest[end.upperBound...]
        }
        self.parts = parts
    }

    /// A part of its lines: headers, an empty line, and what is sent.
    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        guard let gap = bytes.firstRange(of: lineEnd + lineEnd),
            let head = String(validating: bytes[..<gap.lowerBound], as: UTF8.self)
        else { return nil }
        let disposition = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-disposition:") }
        guard let disposition, let name = parameter("name", of: disposition) else { return nil }
        return Part(
            name: name, bytes: Array(bytes[gap.upperBound...]),
            isFile: parameter("filename", of: disposition) != nil)
    }

    /// The value of a parameter of a header; in quotes, browsers write a quote as `%22`.
    private static func parameter(_ name: String, of header: some StringProtocol) -> String? {
        for piece in header.split(separator: ";").dropFirst() {
            let halves = piece.split(separator: "=", maxSplits: 1).map { $0.trimmed }
            guard halves.count == 2, halves[0].lowercased() == name else { continue }
            let isQuoted = halves[1].count >= 2 && halves[1].hasPrefix("\"") && halves[1].hasSuffix("\"")
            return isQuoted ? String(halves[1].dropFirst().dropLast()) : halves[1]
        }
        return nil
    }
}
