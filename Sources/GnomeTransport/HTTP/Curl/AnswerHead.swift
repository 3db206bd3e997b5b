// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The head of an answer, line by line as libcurl hands it over.
struct AnswerHead {
    private(set) var headers: HTTPHeaders = [:]
    private var size = 0

    /// The largest head that is taken, in bytes.
    private static let limit = 256 << 10

    /// Takes a line with its end; false where the head grows beyond reason.
    ///
    /// Lines whose name is no field's are passed over: in an answer they do no harm, and old devices send some.
    mutating func take(_ line: some Collection<UInt8>) -> Bool {
        size += line.count
        guard size <= Self.limit else { return false }
        var text = String(decoding: line, as: UTF8.self)[...]
        while text.last?.isNewline == true { text.removeLast() }
        if text.hasPrefix("HTTP/") {
            // An interim answer went before, and its fields are not those of the answer.
            headers = [:]
        } else if let colon = text.firstIndex(of: ":"), text[..<colon].utf8.allSatisfy(\.isTokenByte),
            colon > text.startIndex
        {
            headers.append(
                String(text[..<colon]), text[text.index(after: colon)...].trimmed(of: { $0 == " " || $0 == "\t" }))
        }
        return true
    }
}
