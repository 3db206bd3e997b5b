// SPDX-License-Identifier: Apache-2.0

/// JPEG files without metadata (ITU-T T.81, annex B): segments that begin with a marker, and scans between them.
enum PlainJPEG {
    private static let exif = Array("Exif\0\0".utf8)

    /// The file without what is not needed to show it; nothing where it is not whole.
    static func bytes(of file: [UInt8]) -> [UInt8]? {
        var input = PictureBytes(file)
        guard input.take(2)?.elementsEqual([0xFF, 0xD8]) == true else { return nil }
        var head: [UInt8] = [0xFF, 0xD8]
        var body: [UInt8] = []
        var orientation: PictureOrientation?
        var (hasFrame, hasScan) = (false, false)
        while let marker = marker(&input) {
            switch marker {
            // The end. What is appended behind it is no part of the picture.
            case 0xD9:
                guard hasFrame, hasScan else { return nil }
                if let orientation { head += segment(0xE1, exif + orientation.exif) }
                return head + body + [0xFF, 0xD9]
            case 0xC0...0xCF, 0xDA...0xDD, 0xE0...0xEF, 0xFE: break
            // It stands for nothing between segments, or begins another picture.
            default: return nil
            }
            guard let length = input.bigEndian(2), length >= 2, let content = input.take(length - 2) else { return nil }
            switch marker {
            // JFIF, without the small picture in it.
            case 0xE0 where content.starts(with: Array("JFIF\0".utf8)) && content.count >= 14:
                head += segment(marker, content.prefix(12) + [0, 0])
            case 0xE1 where content.starts(with: exif):
                orientation = orientation ?? PictureOrientation(exif: content.dropFirst(exif.count))
            // How its colours are meant.
            case 0xE2 where content.starts(with: Array("ICC_PROFILE\0".utf8)),
                0xEE where content.starts(with: Array("Adobe".utf8)):
                body += segment(marker, content)
            case 0xE0...0xEF, 0xFE: continue
            case 0xDA:
                guard hasFrame else { return nil }
                hasScan = true
                body += segment(marker, content) + scan(&input)
            default:
                // Tables of codes and of arithmetic conditioning have markers among those of frames.
                if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) { hasFrame = true }
                body += segment(marker, content)
            }
        }
        return nil
    }

    private static func segment(_ marker: UInt8, _ content: some Collection<UInt8>) -> [UInt8] {
        [0xFF, marker] + (content.count + 2).bigEndian(2) + content
    }

    /// The next marker; nothing where there is none.
    private static func marker(_ input: inout PictureBytes) -> UInt8? {
        guard input.byte() == 0xFF else { return nil }
        // Any number of them may stand before a marker.
        while let byte = input.byte() { if byte != 0xFF { return byte } }
        return nil
    }

    /// The bytes of a scan: all up to the next marker that is no part of it.
    private static func scan(_ input: inout PictureBytes) -> ArraySlice<UInt8> {
        let bytes = input.rest
        var end = bytes.startIndex
        while let place = bytes[end...].firstIndex(of: 0xFF), place + 1 < bytes.endIndex {
            let next = bytes[place + 1]
            // A byte that looks like the beginning of a marker is followed by 0; restarts are numbered.
            guard next == 0 || (0xD0...0xD7).contains(next) else {
                return input.take(place - bytes.startIndex) ?? []
            }
            end = place + 2
        }
        return input.take(bytes.count) ?? []
    }
}
