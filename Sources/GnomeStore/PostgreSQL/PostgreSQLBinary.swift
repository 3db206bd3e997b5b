// SPDX-License-Identifier: Apache-2.0

// Values in the binary form in which they stand in arrays and in what is copied: a length, and so many bytes
// (https://www.postgresql.org/docs/15/protocol-overview.html#PROTOCOL-FORMAT-CODES).

extension [UInt8] {
    /// The head of rows that are copied (https://www.postgresql.org/docs/15/sql-copy.html, “Binary Format”): a signature, no flags,
    /// no extension.
    static let headOfCopy = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    /// What stands behind the last row that is copied, in place of a number of columns.
    static let tailOfCopy: [UInt8] = [0xFF, 0xFF]

    /// Appends a row that is copied: the number of its columns, and each.
    mutating func append(row: [SQLValue]) {
        append(UInt8(truncatingIfNeeded: row.count >> 8))
        append(UInt8(truncatingIfNeeded: row.count))
        for value in row { append(element: value) }
    }

    /// Appends a value with its length in front.
    mutating func append(element value: SQLValue) {
        let start = count
        append(word: .max)  // The length of NULL; that of all others is known behind them.
        switch value {
        case .null: return
        case .integer(let integer): append(number: UInt64(bitPattern: integer))
        case .real(let number): append(number: number.bitPattern)
        case .text(let text): PostgreSQLText.append(text, to: &self)
        case .bytes(let content): self += content
        }
        let length = UInt32(count - start - 4)
        self[start] = UInt8(truncatingIfNeeded: length >> 24)
        self[start + 1] = UInt8(truncatingIfNeeded: length >> 16)
        self[start + 2] = UInt8(truncatingIfNeeded: length >> 8)
        self[start + 3] = UInt8(truncatingIfNeeded: length)
    }

    /// Appends a number of four bytes, the highest first.
    mutating func append(word: UInt32) {
        append(UInt8(truncatingIfNeeded: word >> 24))
        append(UInt8(truncatingIfNeeded: word >> 16))
        append(UInt8(truncatingIfNeeded: word >> 8))
        append(UInt8(truncatingIfNeeded: word))
    }

    /// Appends a number of eight bytes, the highest first.
    private mutating func append(number: UInt64) {
        append(word: UInt32(number >> 32))
        append(word: UInt32(truncatingIfNeeded: number))
    }
}
