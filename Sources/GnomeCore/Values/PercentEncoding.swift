// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text with every byte as `%` and two hexadecimal digits, but for ASCII letters, digits and some marks.
    ///
    /// - Parameter marks: ASCII marks that stay as they are; those of RFC 3986 where nothing is said, as a part of a path or of a
    ///   query needs it.
    package func percentEncoded(keeping marks: String = "-._~") -> String {
        utf8.reduce(into: "") { encoded, byte in
            switch Unicode.Scalar(byte) {
            case let scalar where ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar),
                let scalar where ("0"..."9").contains(scalar) || marks.unicodeScalars.contains(scalar):
                encoded.unicodeScalars.append(scalar)
            default:
                encoded += "%" + CollectionOfOne(byte).hex.uppercased()
            }
        }
    }
}
