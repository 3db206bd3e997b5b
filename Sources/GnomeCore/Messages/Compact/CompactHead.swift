// SPDX-License-Identifier: Apache-2.0

/// The first byte of a packed value, which tells what follows.
///
/// Frequent values are in the head itself: small whole numbers, short texts, known texts, small objects and lists.
enum CompactHead {
    /// Whole numbers of 0 to 63.
    static let smallNumber: UInt8 = 0x00
    /// Whole numbers from 0 on, of 1 to 8 bytes, the highest first.
    static let number: UInt8 = 0x40
    /// Whole numbers below zero, of 1 to 8 bytes: how far below minus one.
    static let negativeNumber: UInt8 = 0x48
    /// Numbers of 1 to 8 decimals: their digits as a count.
    static let decimal: UInt8 = 0x50
    /// The same with a minus sign.
    static let negativeDecimal: UInt8 = 0x58
    static let null: UInt8 = 0x60
    static let no: UInt8 = 0x61
    static let yes: UInt8 = 0x62
    /// Any other number: its length, and its characters.
    static let writtenNumber: UInt8 = 0x63
    /// `SG-` and twelve digits and capital letters: 8 bytes.
    static let serial: UInt8 = 0x64
    /// A UUID in lower case: 16 bytes.
    static let uuid: UInt8 = 0x65
    /// An even number of hexadecimal digits in lower case: the count of bytes, and these.
    static let hexadecimal: UInt8 = 0x66
    /// A time in whole seconds: a count of seconds.
    static let seconds: UInt8 = 0x67
    /// A time in milliseconds: a count of seconds, and 2 bytes.
    static let milliseconds: UInt8 = 0x68
    /// A time in microseconds: a count of seconds, and 3 bytes.
    static let microseconds: UInt8 = 0x69
    /// A text of 64 bytes or more: its length, and UTF-8.
    static let text: UInt8 = 0x6A
    /// An object of 16 members or more: their count, and these.
    static let object: UInt8 = 0x6B
    /// A list of 16 elements or more: their count, and these.
    static let list: UInt8 = 0x6C
    /// A known text beyond the first 32: its number.
    static let knownText: UInt8 = 0x6D
    /// An object with known keys: the number of the set, and the values.
    static let shape: UInt8 = 0x6E
    /// Texts of 0 to 63 bytes.
    static let shortText: UInt8 = 0x80
    /// Objects of 0 to 15 members.
    static let smallObject: UInt8 = 0xC0
    /// Lists of 0 to 15 elements.
    static let smallList: UInt8 = 0xD0
    /// The first 32 known texts.
    static let frequentText: UInt8 = 0xE0
}
