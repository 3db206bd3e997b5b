// SPDX-License-Identifier: Apache-2.0

/// One hit of a digital tag of CTT: `T1,1639705547.16,78664c3304,-84` (`receivers.md` §2.10).
public struct TagLine: Sendable, Hashable {
    /// The port of the radio.
    public var port: Int16
    /// When the hit arrived at the receiver.
    public var time: WrittenTime
    /// The id of the tag.
    public var id: UInt32
    /// The checksum that newer radios send behind the id.
    public var checksum: UInt8?
    /// Whether the id was written with `a` to `f` in place of `A` to `F`.
    public var isLowercase: Bool
    /// Strength of the signal in dBm.
    public var signal: OptionalNumber
    /// The version of the tag, 2 for `v2`, where the receiver says it.
    public var version: UInt8?

    /// A tag hit of these parts.
    public init(
        port: Int16, time: WrittenTime, id: UInt32, checksum: UInt8? = nil, isLowercase: Bool = false,
        signal: OptionalNumber = .absent, version: UInt8? = nil
    ) {
        self.port = port
        self.time = time
        self.id = id
        self.checksum = checksum
        self.isLowercase = isLowercase
        self.signal = signal
        self.version = version
    }

    /// The id as people write it: eight upper-case hexadecimal digits.
    public var idText: String { Self.hexadecimal(id, digits: 8).uppercased() }

    private static func hexadecimal(_ number: some BinaryInteger, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

extension TagLine {
    /// Reads what follows the letter; nothing where it is no tag hit.
    ///
    /// Fields behind the known ones are left alone.
    @inline(__always)
    init?(_ bytes: Span<UInt8>, at position: inout Int) {
        guard let port = bytes.portAndComma(at: &position), let time = bytes.timeAndComma(at: &position),
            let tag = bytes.tag(at: &position)
        else { return nil }
        var signal = OptionalNumber.absent
        if bytes.takeComma(at: &position) {
            guard let field = bytes.optionalNumber(at: &position), bytes.isFieldEnd(position) else { return nil }
            signal = field
        }
        self.init(
            port: port, time: time, id: tag.id, checksum: tag.checksum, isLowercase: tag.isLowercase, signal: signal,
            version: bytes.tagVersion(at: position))
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(letter: "T", port: port)
        bytes.append(field: time)
        var digits = Self.hexadecimal(id, digits: 8)
        if let checksum { digits += Self.hexadecimal(checksum, digits: 2) }
        bytes.append(field: isLowercase ? digits : digits.uppercased())
        bytes.append(field: signal)
        guard let version else { return }
        if signal == .absent { bytes.append(field: "") }
        bytes.append(field: "v\(version)")
    }
}

extension Span<UInt8> {
    /// Reads a field that ends in a tag.
    ///
    /// Noise of the serial line may stand before it. The tag is the run of hexadecimal digits that ends the field, and
    /// that run must be 8 digits, an id, or 10, an id and its checksum: a run of another length has lost or gained
    /// digits, and a guess would put a hit on a wrong animal.
    @inline(__always)
    fileprivate func tag(at position: inout Int) -> (id: UInt32, checksum: UInt8?, isLowercase: Bool)? {
        var value: UInt64 = 0
        var run = 0
        var letterBits: UInt8 = 0
        while position < count {
            let byte = self[position]
            let digit = byte &- UInt8(ascii: "0")
            let letter = (byte | 0x20) &- UInt8(ascii: "a")
            if digit < 10 {
                value = value << 4 | UInt64(digit)
                run += 1
            } else if letter < 6 {
                value = value << 4 | UInt64(letter + 10)
                letterBits |= byte
                run += 1
            } else if isFieldEnd(position) {
                break
            } else {
                (value, run, letterBits) = (0, 0, 0)
            }
            position += 1
        }
        let isLowercase = letterBits & 0x20 != 0
        switch run {
        case 8: return (UInt32(value), nil, isLowercase)
        case 10: return (UInt32(value >> 8), UInt8(value & 0xFF), isLowercase)
        default: return nil
        }
    }

    /// Reads `,v2`; nothing where something else stands there, which is then left alone.
    @inline(__always)
    fileprivate func tagVersion(at start: Int) -> UInt8? {
        var position = start
        guard takeComma(at: &position), position < count, self[position] == UInt8(ascii: "v") else { return nil }
        position += 1
        guard let number = lastNumber(at: &position) else { return nil }
        return number.integer.flatMap(UInt8.init(exactly:))
    }
}
