// SPDX-License-Identifier: Apache-2.0

import Foundation
import GnomeCore

/// Pictures of two by three points, as cameras and programs write them, bare and with what they write down beside.
public enum TestPicture {
    /// As most cameras write them.
    public static let jpeg = bytes(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk
        eFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAADAAID
        ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAXEAEBAQEAAAAAAAAAAAAAAAABABFB/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xAAU
        EQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCwAAMDkkjSX//Z
        """)
    /// With several scans.
    public static let progressiveJPEG = bytes(
        """
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk
        eFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wgARCAADAAID
        ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAH/xAAVAQEBAAAAAAAAAAAAAAAAAAACBP/aAAwDAQACEAMQAAABoMn/xAAUEAEAAAAAAAAA
        AAAAAAAAAAAA/9oACAEBAAEFAn//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/AX//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/
        AX//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAY/An//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/IX//2gAMAwEAAgADAAAAEPP/
        xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/EH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/EH//xAAXEAEAAwAAAAAAAAAAAAAA
        AAABABFB/9oACAEBAAE/EAAAKDJ//9k=
        """)
    /// As programs write them.
    public static let png = bytes(
        """
        iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAHUlEQVR42mP+z8BwdFU589FV5QwMDEwMDAwMDAwASjwE1PVy+ToAAAAASUVORK5C
        YII=
        """)
    /// Without loss, in one chunk.
    public static let webp = bytes("UklGRiYAAABXRUJQVlA4TBkAAAAvAYAAAA8wqi/6n7v5Dy0oBBAABU1E/6MHAA==")

    /// What stands in everything that must not stay.
    public static let canary = "canary"

    /// Exif metadata of a camera: who made it, the way up, and a place.
    public static func exif(orientation: Int, isLittle: Bool) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return isLittle ? bytes : bytes.reversed()
        }
        func field(_ tag: Int, _ kind: Int, _ count: Int, _ value: [UInt8]) -> [UInt8] {
            number(tag, 2) + number(kind, 2) + number(count, 4) + value + [UInt8](repeating: 0, count: 4 - value.count)
        }
        // The directory ends at 8 + 2 + 3 × 12 + 4; behind it the maker's name, and the directory of the place.
        return Array((isLittle ? "II" : "MM").utf8) + number(42, 2) + number(8, 4) + number(3, 2)
            + field(0x010F, 2, 7, number(50, 4)) + field(0x0112, 3, 1, number(orientation, 2))
            + field(0x8825, 4, 1, number(58, 4)) + number(0, 4) + Array("\(canary)\0\0".utf8)
            + number(1, 2) + field(0x0001, 2, 2, Array("N\0".utf8)) + number(0, 4)
    }

    /// A JPEG with segments behind its beginning, and bytes behind its end.
    public static func jpeg(
        _ jpeg: [UInt8] = jpeg, adding segments: [(marker: UInt8, content: [UInt8])], appending tail: [UInt8] = []
    ) -> [UInt8] {
        let added = segments.flatMap { segment -> [UInt8] in
            let length = segment.content.count + 2
            return [0xFF, segment.marker, UInt8(length >> 8), UInt8(length & 0xFF)] + segment.content
        }
        return Array(jpeg.prefix(2)) + added + jpeg.dropFirst(2) + tail
    }

    /// A PNG with chunks behind its header, and bytes behind its end.
    public static func png(
        adding chunks: [(name: String, content: [UInt8])], appending tail: [UInt8] = []
    ) -> [UInt8] {
        let header = 8 + 25
        return Array(png.prefix(header)) + chunks.flatMap { pngChunk($0.name, $0.content) } + png.dropFirst(header)
            + tail
    }

    /// A chunk of a PNG.
    public static func pngChunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(CRC32.sum(body))
    }

    /// A WebP of chunks.
    public static func webp(_ chunks: [(name: String, content: [UInt8])], appending tail: [UInt8] = []) -> [UInt8] {
        let body = Array("WEBP".utf8) + chunks.flatMap { webpChunk($0.name, $0.content) }
        return Array("RIFF".utf8) + bigEndian(UInt32(body.count)).reversed() + body + tail
    }

    /// A chunk of a WebP.
    public static func webpChunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        Array(name.utf8) + bigEndian(UInt32(content.count)).reversed() + content
            + (content.count.isMultiple(of: 2) ? [] : [0])
    }

    /// The content of the one chunk of ``webp``.
    public static var webpContent: [UInt8] { Array(webp[20..<45]) }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    private static func bytes(_ base64: String) -> [UInt8] {
        guard let data = Data(base64Encoded: base64, options: .ignoreUnknownCharacters) else {
            preconditionFailure("a picture is mistyped")
        }
        return Array(data)
    }
}
