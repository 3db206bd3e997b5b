// SPDX-License-Identifier: Apache-2.0

/// A fingerprint of one row: 128 bits over its values, each with its type and its length.
///
/// The mixing is that of MurmurHash3: two rows that differ by accident have the same fingerprint once in 2^128, and it is no
/// defence against anybody who means to.
struct RowDigest: Hashable {
    private(set) var first: UInt64 = 0x676E_6F6D_6500_0001
    private(set) var second: UInt64 = 0x676E_6F6D_6500_0002

    /// The fingerprint of the values of a row, in the order of its columns.
    init(_ values: [SQLValue]) {
        for value in values {
            switch value {
            case .null: add(1 << 56)
            case .integer(let number):
                add(2 << 56)
                add(UInt64(bitPattern: number))
            case .real(let number):
                add(5 << 56)
                // Zero has no sign that is kept.
                add(number == 0 ? 0 : number.bitPattern)
            case .text(let text):
                let bytes = text.utf8.span
                add(3 << 56 | UInt64(bytes.count))
                add(bytes)
            case .bytes(let bytes):
                add(4 << 56 | UInt64(bytes.count))
                add(bytes.span)
            }
        }
        first = Self.finish(first ^ UInt64(values.count))
        second = Self.finish(second &+ first)
        first = first &+ second
    }

    /// Takes in bytes, eight at a time, the lowest first; zeros stand behind the last.
    private mutating func add(_ bytes: Span<UInt8>) {
        var (word, shift): (UInt64, UInt64) = (0, 0)
        for index in bytes.indices {
            word |= UInt64(bytes[index]) &<< shift
            shift &+= 8
            if shift == 64 {
                add(word)
                (word, shift) = (0, 0)
            }
        }
        if shift > 0 { add(word) }
    }

    private mutating func add(_ word: UInt64) {
        first = Self.rotate(first ^ (Self.rotate(word &* 0x87C3_7B91_1142_53D5, 31) &* 0x4CF5_AD43_2745_937F), 27)
        first = first &* 5 &+ 0x52DC_E729
        second = Self.rotate(second ^ (Self.rotate(word &* 0x4CF5_AD43_2745_937F, 33) &* 0x87C3_7B91_1142_53D5), 31)
        second = second &* 5 &+ 0x3849_5AB5
    }

    private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 { word &<< count | word &>> (64 &- count) }

    private static func finish(_ word: UInt64) -> UInt64 {
        var word = (word ^ word &>> 33) &* 0xFF51_AFD7_ED55_8CCD
        word = (word ^ word &>> 33) &* 0xC4CE_B9FE_1A85_EC53
        return word ^ word &>> 33
    }
}
