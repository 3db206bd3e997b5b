// SPDX-License-Identifier: Apache-2.0

/// The classes of bytes that the grammar of HTTP is made of (RFC 9110 §5.6, RFC 3986 §2).
extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }

    var isHexDigit: Bool { hexDigitValue != nil }

    /// Control characters, DEL included.
    var isControl: Bool { self < 0x20 || self == 0x7F }

    /// A `tchar`: what method and field names are made of.
    var isTokenByte: Bool {
        switch self {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: isDigit || isLetter
        }
    }

    /// What a host name is made of; percent-encoded and international names are not among it.
    var isHostNameByte: Bool { isDigit || isLetter || self == 0x2D || self == 0x2E || self == 0x5F }

    var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
