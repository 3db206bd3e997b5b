// SPDX-License-Identifier: Apache-2.0

/// PNG files without metadata (ISO/IEC 15948): chunks with a name and a checksum each.
enum PlainPNG {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// What is needed to show it as it is meant.
    private static let kept: Set = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "pHYs",
    ]

    /// The file without what is not needed to show it; nothing where it is not whole.
    static func bytes(of file: [UInt8]) -> [UInt8]? {
        var input = PictureBytes(file.dropFirst(signature.count))
        var (output, names) = (signature, Set<String>())
        var orientation: PictureOrientation?
        /// Writes the way up once it is known, before what it counts for where that is possible.
        func turn() {
            if let known = orientation { output += chunk(Array("eXIf".utf8) + known.exif) }
            orientation = nil
        }
        while let length = input.bigEndian(4), let body = input.take(4 + length), let sum = input.bigEndian(4) {
            let name = String(decoding: body.prefix(4), as: UTF8.self)
            guard Int(CRC32.sum(body)) == sum, names.isEmpty == (name == "IHDR"), name != "IHDR" || length == 13 else {
                return nil
            }
            switch name {
            case "eXIf": orientation = PictureOrientation(exif: body.dropFirst(4))
            case "IDAT": turn()
            case "IEND":
                guard names.contains("IDAT") else { return nil }
                turn()
                return output + chunk(body)
            default: break
            }
            names.insert(name)
            if kept.contains(name) {
                output += chunk(body)
            } else if body.first.map({ $0 & 0x20 == 0 }) ?? true {
                // Its first letter says that it can't be shown without.
                return nil
            }
        }
        return nil
    }

    private static func chunk(_ body: some Collection<UInt8>) -> [UInt8] {
        (body.count - 4).bigEndian(4) + body + Int(CRC32.sum(body)).bigEndian(4)
    }
}
