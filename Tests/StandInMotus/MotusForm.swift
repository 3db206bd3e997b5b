// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// How calls of Motus are written.
enum MotusForm {
    /// The parameter `json` of a call, in the query or in the form; nothing where there is none.
    static func json(of request: HTTPRequest) -> String? {
        if let json = request.head.query("json") { return json }
        let pairs = request.body.split(separator: UInt8(ascii: "&"))
        return pairs.first { $0.starts(with: "json=".utf8) }.flatMap { decoded($0.dropFirst(5)) }
    }

    /// The moment of a date: `20181023082005`.
    static func time(_ text: String) -> Timestamp? {
        guard text.utf8.count == 14, let number = Int(text) else { return nil }
        return CivilTime(
            year: number / 10_000_000_000, month: number / 100_000_000 % 100, day: number / 1_000_000 % 100,
            hour: number / 10_000 % 100, minute: number / 100 % 100, second: number % 100)?.timestamp
    }

    private static func decoded(_ bytes: some Collection<UInt8>) -> String? {
        var (rest, result) = (Array(bytes)[...], [UInt8]())
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
                result.append(value)
                rest = rest.dropFirst(2)
            default: result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }
}
