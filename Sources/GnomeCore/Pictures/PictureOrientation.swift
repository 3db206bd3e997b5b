// SPDX-License-Identifier: Apache-2.0

/// Which way up a picture is to be shown: the one thing in Exif metadata that changes what is seen.
struct PictureOrientation: Sendable, Hashable {
    private static let tag = 0x0112
    /// From 2 to 8; 1 is how a picture is shown anyhow.
    private let value: Int

    /// What Exif metadata says; nothing where it says nothing, or nothing that can be read.
    init?(exif: ArraySlice<UInt8>) {
        let isLittle: Bool
        switch Array(exif.prefix(4)) {
        case [0x49, 0x49, 0x2A, 0]: isLittle = true
        case [0x4D, 0x4D, 0, 0x2A]: isLittle = false
        default: return nil
        }
        func number(_ bytes: inout PictureBytes, _ count: Int) -> Int? {
            isLittle ? bytes.littleEndian(count) : bytes.bigEndian(count)
        }
        var head = PictureBytes(exif.dropFirst(4))
        guard let offset = number(&head, 4) else { return nil }
        var directory = PictureBytes(exif.dropFirst(offset))
        guard let count = number(&directory, 2) else { return nil }
        for _ in 0..<count {
            guard let tag = number(&directory, 2), let kind = number(&directory, 2), number(&directory, 4) != nil,
                var field = directory.take(4).map({ PictureBytes($0) })
            else { return nil }
            guard tag == Self.tag else { continue }
            // A short number.
            guard kind == 3, let value = number(&field, 2), (2...8).contains(value) else { return nil }
            self.value = value
            return
        }
        return nil
    }

    /// Exif metadata that says this and nothing else.
    var exif: [UInt8] {
        Array("MM".utf8) + 42.bigEndian(2) + 8.bigEndian(4) + 1.bigEndian(2)
            + Self.tag.bigEndian(2) + 3.bigEndian(2) + 1.bigEndian(4) + value.bigEndian(2) + [0, 0] + 0.bigEndian(4)
    }
}
