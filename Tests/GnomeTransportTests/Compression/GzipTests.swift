// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

@Suite("Gzip")
struct GzipTests {
    /// Data that other tools packed, and what they packed.
    struct Vector: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var packed: [UInt8]
        var text: String

        init(_ description: String, _ hex: String, _ text: String) {
            testDescription = description
            packed = stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
            self.text = text
        }
    }

    private static let line = "p1,1700000000.1234,3.999,-52.1,-81.3\n"
    static let vectors = [
        Vector(
            "three lines, gzip -9",
            "1f8b08000000000002032b30d431343780023d432363131d633d4b4b4b1d5d53233d431d5d0b433d63ae02aa2902004c69e5f66f000000",
            line + line + line),
        Vector("an empty file, Python", "1f8b080000000000020303000000000000000000", ""),
        Vector(
            "with a file name and a time, Python",
            "1f8b080800f1536502ff646174612e74787400cb4bcc4d4d010087cce07105000000", "named"),
        Vector(
            "stored without compression, zlib",
            "1f8b0800000000000403010600f9ff73746f7265640bf9435606000000", "stored"),
        Vector(
            "with extra field, name, comment and header checksum",
            "1f8b081e0000000000ff0400616263646e00630006164bcb494c2f0600ba41050b05000000", "flags"),
    ]

    @Test("Unpacks what other tools have packed", arguments: vectors)
    func unpacks(vector: Vector) throws {
        let unpacked = try Gzip.inflate(vector.packed, limit: 1000)
        #expect(unpacked == Gzip.Unpacked(bytes: Array(vector.text.utf8)))
    }

    @Test("Unpacks what it has packed", arguments: [0, 1, 65_535, 65_536, 65_537, 3_000_000])
    func roundTrip(size: Int) throws {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<size).map { _ in UInt8.random(in: 0..<20, using: &generator) }
        #expect(try Gzip.inflate(Gzip.deflate(bytes), limit: size) == Gzip.Unpacked(bytes: bytes))
    }

    @Test("Reads members one behind the other, and takes zeros behind them for padding")
    func members() throws {
        let packed = Self.vectors.flatMap(\.packed)
        let text = Self.vectors.map(\.text).joined()
        #expect(try Gzip.inflate(packed, limit: 1000) == Gzip.Unpacked(bytes: Array(text.utf8)))
        let padded = packed + [UInt8](repeating: 0, count: 512)
        #expect(try Gzip.inflate(padded, limit: 1000) == Gzip.Unpacked(bytes: Array(text.utf8)))
    }

    @Test("Cut anywhere, it is truncated and gives a beginning of the whole", arguments: vectors)
    func truncation(vector: Vector) throws {
        for count in 0..<vector.packed.count {
            let unpacked = try Gzip.inflate(Array(vector.packed[..<count]), limit: 1000)
            #expect(unpacked.damage == .truncated)
            #expect(vector.text.utf8.starts(with: unpacked.bytes))
        }
    }

    @Test("A large file that lost its end gives nearly all that was before it")
    func largeTruncation() throws {
        let text = (0..<50_000).map { "p1,17000\($0).1234,\($0 % 4),-52.\($0 % 7)\n" }.joined()
        let packed = Gzip.deflate(Array(text.utf8))
        let unpacked = try Gzip.inflate(Array(packed.dropLast(packed.count / 10)), limit: text.utf8.count)
        #expect(unpacked.damage == .truncated)
        #expect(text.utf8.starts(with: unpacked.bytes))
        #expect(unpacked.bytes.count > text.utf8.count * 8 / 10)
    }

    @Test("A changed byte never traps, and never passes for whole with other content", arguments: vectors)
    func corruption(vector: Vector) throws {
        for position in vector.packed.indices {
            for flip in [UInt8(0x01), 0x80, 0xFF] {
                var packed = vector.packed
                packed[position] ^= flip
                let unpacked = try Gzip.inflate(packed, limit: 1 << 20)
                #expect(unpacked.damage != nil || unpacked.bytes == Array(vector.text.utf8))
            }
        }
    }

    @Test("Damage behind a whole member leaves the member readable")
    func damageBehind() throws {
        let whole = Self.vectors[0]
        let bytes = Array(whole.text.utf8)
        let inflate = { (tail: [UInt8]) in try Gzip.inflate(whole.packed + tail, limit: 1000) }
        #expect(try inflate(Array("garbage".utf8)) == Gzip.Unpacked(bytes: bytes, damage: .trailingBytes))
        #expect(try inflate([0, 0, 1]) == Gzip.Unpacked(bytes: bytes, damage: .trailingBytes))
        #expect(try inflate([0x1F]) == Gzip.Unpacked(bytes: bytes, damage: .truncated))
        #expect(try inflate([0x1F, 0x8B, 9, 9, 9]) == Gzip.Unpacked(bytes: bytes, damage: .corrupt))
    }

    @Test("What does not begin as gzip is told apart", arguments: ["", "plain text", "\u{0}\u{0}\u{0}", "\u{1F}"])
    func notGzip(text: String) throws {
        let unpacked = try Gzip.inflate(Array(text.utf8), limit: 1000)
        #expect(unpacked.bytes.isEmpty)
        #expect(unpacked.damage == (text.isEmpty || text == "\u{1F}" ? .truncated : .notGzip))
    }

    @Test("Up to the limit it is taken, one byte beyond it is not")
    func limit() throws {
        let packed = Gzip.deflate([UInt8](repeating: 7, count: 100_000))
        #expect(try Gzip.inflate(packed, limit: 100_000).bytes.count == 100_000)
        let error = #expect(throws: Gzip.TooLarge.self) { try Gzip.inflate(packed, limit: 99_999) }
        #expect(error?.limit == 99_999)
    }

    @Test("A bomb is refused by its ratio, in one member or in many, long before the limit")
    func bomb() {
        let zeros = Gzip.deflate([UInt8](repeating: 0, count: 10 << 20))
        #expect(throws: Gzip.TooLarge.self) { try Gzip.inflate(zeros, limit: .max) }
        let many = (0..<20).flatMap { _ in zeros }
        #expect(throws: Gzip.TooLarge.self) { try Gzip.inflate(many, limit: .max) }
    }

    @Test("Small data may unpack to a MiB whatever its ratio")
    func smallRatio() throws {
        let zeros = Gzip.deflate([UInt8](repeating: 0, count: 1 << 20))
        #expect(try Gzip.inflate(zeros, limit: .max).bytes.count == 1 << 20)
    }
}
