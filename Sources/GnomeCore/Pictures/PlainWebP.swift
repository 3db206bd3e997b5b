// SPDX-License-Identifier: Apache-2.0

/// WebP files without metadata (RFC 9649): chunks in a RIFF file.
enum PlainWebP {
    private static let pictures: Set = ["VP8 ", "VP8L", "ALPH"]
    private static let exifFlag: UInt8 = 0x08
    private static let xmpFlag: UInt8 = 0x04

    private struct Chunk {
        let name: String
        var content: [UInt8]

        /// With a byte of nothing behind an odd number.
        var bytes: [UInt8] {
            Array(name.utf8) + content.count.littleEndian(4) + content
                + (content.count.isMultiple(of: 2) ? [] : [0])
        }
    }

    /// The file without what is not needed to show it; nothing where it is not whole.
    static func bytes(of file: [UInt8]) -> [UInt8]? {
        var input = PictureBytes(file.dropFirst(4))
        // What is appended behind the end that it names is no part of the picture.
        guard let length = input.littleEndian(4), length >= 4, let content = input.take(length),
            let chunks = chunks(in: content.dropFirst(4))
        else { return nil }
        var kept: [Chunk] = []
        var orientation: PictureOrientation?
        for var chunk in chunks {
            switch chunk.name {
            case "VP8X":
                guard kept.isEmpty, chunk.content.count >= 10 else { return nil }
                chunk.content[0] &= ~(exifFlag | xmpFlag)
                kept.append(chunk)
            case "ANMF":
                guard chunk.content.count > 16, let parts = self.chunks(in: chunk.content.dropFirst(16)) else {
                    return nil
                }
                let shown = parts.filter { pictures.contains($0.name) }
                guard !shown.isEmpty else { return nil }
                chunk.content = Array(chunk.content.prefix(16)) + shown.flatMap(\.bytes)
                kept.append(chunk)
            case "ICCP", "ANIM": kept.append(chunk)
            case "EXIF": orientation = orientation ?? PictureOrientation(exif: chunk.content[...])
            case let name where pictures.contains(name): kept.append(chunk)
            default: continue
            }
        }
        guard kept.contains(where: { ["VP8 ", "VP8L", "ANMF"].contains($0.name) }) else { return nil }
        if let orientation, kept[0].name == "VP8X" {
            kept[0].content[0] |= exifFlag
            kept.append(Chunk(name: "EXIF", content: orientation.exif))
        }
        let body = Array("WEBP".utf8) + kept.flatMap(\.bytes)
        return Array("RIFF".utf8) + body.count.littleEndian(4) + body
    }

    private static func chunks(in bytes: ArraySlice<UInt8>) -> [Chunk]? {
        var input = PictureBytes(bytes)
        var chunks: [Chunk] = []
        while !input.isEmpty {
            guard let name = input.take(4), let length = input.littleEndian(4), let content = input.take(length) else {
                return nil
            }
            if !length.isMultiple(of: 2) { _ = input.byte() }
            chunks.append(Chunk(name: String(decoding: name, as: UTF8.self), content: Array(content)))
        }
        return chunks
    }
}
