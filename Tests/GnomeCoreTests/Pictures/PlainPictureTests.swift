// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@Suite("Pictures without metadata")
struct PlainPictureTests {
    private static let canary = Array(TestPicture.canary.utf8)
    private static let exifMark = Array("Exif\0\0".utf8)
    private static let bare = [TestPicture.jpeg, TestPicture.progressiveJPEG, TestPicture.png, TestPicture.webp]

    /// The same pictures with all that cameras and programs write down, in the order of ``bare``.
    private static func burdened(orientation: Int, isLittle: Bool, tail: [UInt8] = canary) -> [[UInt8]] {
        let exif = TestPicture.exif(orientation: orientation, isLittle: isLittle)
        let segments: [(marker: UInt8, content: [UInt8])] = [
            (0xE1, exifMark + exif), (0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + canary), (0xED, canary),
            (0xE2, Array("MPF\0".utf8) + canary), (0xE0, Array("JFXX\0".utf8) + canary), (0xEF, canary), (0xFE, canary),
        ]
        return [
            TestPicture.jpeg(adding: segments, appending: tail),
            TestPicture.jpeg(
                TestPicture.progressiveJPEG, adding: segments, appending: tail.isEmpty ? [] : TestPicture.jpeg + tail),
            TestPicture.png(
                adding: [
                    ("tEXt", canary), ("eXIf", exif), ("iTXt", canary), ("zTXt", canary), ("tIME", canary),
                    ("prVt", canary),
                ], appending: tail),
            TestPicture.webp(
                [
                    ("VP8X", [0x0C, 0, 0, 0, 1, 0, 0, 2, 0, 0]), ("VP8L", TestPicture.webpContent), ("EXIF", exif),
                    ("XMP ", canary), ("junk", canary),
                ], appending: tail),
        ]
    }

    @Test("what holds nothing but the picture stays as it is, byte for byte")
    func bare() {
        for (picture, type) in zip(Self.bare, [.jpeg, .jpeg, .png, .webp] as [StationPhoto.MediaType]) {
            let plain = PlainPicture(picture)
            #expect(plain?.bytes == picture && plain?.mediaType == type)
        }
    }

    @Test(
        "the place, the camera, comments, small pictures and what is appended go; the way up stays, and nothing else",
        arguments: [1, 3, 6, 8, 9], [true, false])
    func burdened(orientation: Int, isLittle: Bool) throws {
        for (bare, burdened) in zip(Self.bare, Self.burdened(orientation: orientation, isLittle: isLittle)) {
            #expect(burdened.contains(Self.canary))
            let plain = try #require(PlainPicture(burdened))
            #expect(!plain.bytes.contains(Self.canary), "\(plain.mediaType)")
            let exif = TestPicture.exif(orientation: orientation, isLittle: isLittle)
            #expect(!plain.bytes.contains(Array(exif.suffix(18))), "the place is there still")
            // What was kept of the metadata: 26 bytes that say which way up it is.
            let isTurned = (2...8).contains(orientation)
            let kept: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation)]
            #expect(plain.bytes.contains(kept) == isTurned)
            let overhead: (turned: Int, always: Int) =
                switch plain.mediaType {
                case .jpeg: (4 + 6 + 26, 0)
                case .png: (12 + 26, 0)
                case .webp: (8 + 26, 18)
                }
            #expect(plain.bytes.count == bare.count + overhead.always + (isTurned ? overhead.turned : 0))
            // Once more takes nothing away.
            #expect(PlainPicture(plain.bytes)?.bytes == plain.bytes)
        }
    }

    @Test("what says how colours are meant stays")
    func colours() throws {
        let profile = Array("ICC_PROFILE\0".utf8) + [1, 1, 7, 7, 7]
        let adobe = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1]
        let jpeg = TestPicture.jpeg(adding: [(0xE2, profile), (0xEE, adobe)])
        let plain = try #require(PlainPicture(jpeg)).bytes
        #expect(plain.contains(profile) && plain.contains(adobe) && plain.count == jpeg.count)
        let png = TestPicture.png(adding: [("gAMA", [0, 0, 0xB1, 0x8F]), ("pHYs", [UInt8](repeating: 1, count: 9))])
        #expect(PlainPicture(png)?.bytes == png)
    }

    @Test("the small picture in the first segment of a JPEG goes")
    func thumbnail() throws {
        let thumbnail = Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 2, 1] + Self.canary
        let plain = try #require(PlainPicture(TestPicture.jpeg(adding: [(0xE0, thumbnail)]))).bytes
        #expect(!plain.contains(Self.canary))
        #expect(plain.dropFirst(2).starts(with: [0xFF, 0xE0, 0, 16] + thumbnail.prefix(12) + [0, 0]))
    }

    @Test("each frame of a moving WebP is freed of what does not belong to it")
    func frames() throws {
        let frame = [UInt8](repeating: 0, count: 16)
        let head: [(String, [UInt8])] = [("VP8X", [2, 0, 0, 0, 1, 0, 0, 2, 0, 0]), ("ANIM", [0, 0, 0, 0, 0, 0])]
        let picture = TestPicture.webpChunk("VP8L", TestPicture.webpContent)
        let hidden = TestPicture.webp(head + [("ANMF", frame + picture + TestPicture.webpChunk("junk", Self.canary))])
        #expect(PlainPicture(hidden)?.bytes == TestPicture.webp(head + [("ANMF", frame + picture)]))
        #expect(PlainPicture(TestPicture.webp(head + [("ANMF", frame + Self.canary)])) == nil)
    }

    @Test("what is cut off anywhere is refused")
    func cut() {
        let pictures = Self.bare + Self.burdened(orientation: 6, isLittle: true, tail: [])
        for (number, picture) in pictures.enumerated() {
            let taken = (0..<picture.count).filter { PlainPicture(Array(picture.prefix($0))) != nil }
            #expect(taken == [], "picture \(number) of \(picture.count) bytes")
            #expect(PlainPicture(picture) != nil)
        }
    }

    @Test("what is damaged, holds parts that nobody knows how to show, or no picture at all is refused")
    func malformed() {
        var wrongSum = TestPicture.png
        wrongSum[40] ^= 1
        let unknown = TestPicture.png(adding: [("HaRD", [1])])
        let twice = TestPicture.png(adding: [("IHDR", Array(TestPicture.png[16..<29]))])
        let noData = Array(TestPicture.png.prefix(33)) + TestPicture.pngChunk("IEND", [])
        let noFrame: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDB, 0, 3, 0, 0xFF, 0xD9]
        let nested = TestPicture.jpeg(adding: []).prefix(20) + TestPicture.jpeg
        let short = TestPicture.jpeg(adding: []).prefix(2) + [0xFF, 0xE1, 0, 1] + TestPicture.jpeg.dropFirst(2)
        let onlyMetadata = TestPicture.webp([("VP8X", [8, 0, 0, 0, 1, 0, 0, 2, 0, 0]), ("EXIF", Self.canary)])
        let late = TestPicture.webp([("VP8L", TestPicture.webpContent), ("VP8X", [UInt8](repeating: 0, count: 10))])
        for file in [
            wrongSum, unknown, twice, noData, noFrame, Array(nested), Array(short), onlyMetadata, late,
            [0xFF, 0xD8, 0xFF, 0xE0], Array("RIFF\u{1}\0\0\0WEBPVP8 ".utf8), Array("<svg/>".utf8), [],
        ] {
            #expect(PlainPicture(file) == nil)
        }
    }

    @Test("no damage makes anything but a picture without metadata, or a refusal")
    func damaged() {
        var random = SplitMix(seed: 7)
        for picture in Self.burdened(orientation: 6, isLittle: false) {
            for _ in 0..<300 {
                var damaged = picture
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<damaged.count, using: &random)
                    damaged[place] = UInt8.random(in: 0...255, using: &random)
                }
                guard let plain = PlainPicture(damaged) else { continue }
                #expect(PlainPicture(plain.bytes)?.bytes == plain.bytes)
            }
        }
    }
}
