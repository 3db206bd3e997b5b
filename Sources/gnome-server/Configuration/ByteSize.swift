// SPDX-License-Identifier: Apache-2.0

/// A count of bytes as people write it: `512KiB`, `64MiB`, `1GiB`, or a bare number.
struct ByteSize: Sendable, Hashable, CustomStringConvertible {
    let bytes: Int

    private static let units: [(name: String, size: Int)] = [
        ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1),
    ]

    /// A size of so many bytes.
    init(bytes: Int) { self.bytes = bytes }

    /// Reads a size of at least one byte and at most a pebibyte; nothing for anything else.
    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), let unit = Self.units.first(where: { $0.name == text.dropFirst(digits.count) }),
            count > 0, count <= (1 << 50) / unit.size
        else { return nil }
        bytes = count * unit.size
    }

    var description: String {
        let unit = Self.units.first { bytes >= $0.size && bytes % $0.size == 0 }
        return unit.map { "\(bytes / $0.size)\($0.name)" } ?? "\(bytes)"
    }
}
