// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import TestSupport
import Testing

@Suite("Gzip")
struct GzipTests {
    /// Made by Python's gzip: `gzip.compress(b"hello\n", mtime=0)`.
    private static let hello: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xe7, 0x02, 0x00, 0x20,
        0x30, 0x3a, 0x36, 0x06, 0x00, 0x00, 0x00,
    ]

    @Test("what another program packed is unpacked")
    func unpacksForeign() throws {
        #expect(try Gzip.inflate(Self.hello, limit: 100) == Array("hello\n".utf8))
    }

    @Test("several members one after another are one text, as gzip itself reads them")
    func unpacksMembers() throws {
        #expect(try Gzip.inflate(Self.hello + Self.hello, limit: 100) == Array("hello\nhello\n".utf8))
    }

    @Test("what is packed is unpacked again, for every size around the chunks", arguments: [0, 1, 100, 65_535, 65_536, 65_537, 300_000])
    func roundTrips(count: Int) throws {
        var random = SplitMix(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...7, using: &random) }
        #expect(try Gzip.inflate(Gzip.deflate(bytes), limit: count) == bytes)
    }

    @Test("data that is cut at any place is told as cut, and what was there is kept")
    func tellsCuts() {
        for count in 0..<Self.hello.count {
            let unpacked = Gzip.inflatePrefix(Array(Self.hello.prefix(count)), limit: 100)
            #expect(unpacked.damage?.code == .cut)
            #expect("hello\n".utf8.starts(with: unpacked.bytes))
        }
        #expect(Gzip.inflatePrefix(Array(Self.hello.dropLast(4)), limit: 100).bytes == Array("hello\n".utf8))
    }

    @Test("what is no gzip, or was changed, is told as damaged")
    func tellsDamage() {
        #expect(Gzip.inflatePrefix(Array("plain text, not packed".utf8), limit: 100).damage?.code == .damaged)
        var changed = Self.hello
        changed[20] ^= 1
        #expect(Gzip.inflatePrefix(changed, limit: 100).damage?.code == .damaged)
        #expect(Gzip.inflatePrefix(Self.hello + [1, 2, 3], limit: 100).damage != nil)
    }

    @Test("a bomb stops at the limit, to the byte")
    func stopsBombs() throws {
        let zeros = [UInt8](repeating: 0, count: 10_000_000)
        let bomb = Gzip.deflate(zeros)
        #expect(bomb.count < 20_000)
        let unpacked = Gzip.inflatePrefix(bomb, limit: 1_000_000)
        #expect(unpacked.damage?.code == .tooLarge(limit: 1_000_000))
        #expect(unpacked.bytes.count == 1_000_000)
        #expect(try Gzip.inflate(bomb, limit: 10_000_000).count == 10_000_000)
        #expect(throws: GzipError.self) { try Gzip.inflate(bomb, limit: 9_999_999) }
    }

    @Test("random bytes behind a gzip header never trap")
    func survivesRandomBytes() {
        var random = SplitMix(seed: 3)
        for _ in 0..<2000 {
            let tail = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Gzip.inflatePrefix(Array(Self.hello.prefix(10)) + tail, limit: 1000).bytes.count <= 1000)
        }
    }
}
