// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Packs and unpacks gzip data (RFC 1952), whole buffers at a time.
///
/// Receivers compress what they write to their card, and a card loses the end of a file when power fails. So damaged data
/// is no error here: what could be read is returned, with what is wrong behind it. An error is only data that would
/// unpack to more than was asked for, which honest data does not do.
public enum Gzip {
    /// What came out of gzip data.
    public struct Unpacked: Sendable, Hashable {
        /// The bytes that could be read.
        public var bytes: [UInt8]
        /// Why they are not all; nothing where they are.
        public var damage: Damage?

        /// What came out, and what is wrong with it.
        public init(bytes: [UInt8], damage: Damage? = nil) {
            self.bytes = bytes
            self.damage = damage
        }
    }

    /// What is wrong with gzip data.
    public enum Damage: String, Sendable, Hashable {
        /// It does not begin as gzip data does.
        case notGzip
        /// It ends before its end mark.
        case truncated
        /// A block can't be decoded, or a checksum or length is wrong: the bytes near the end may be wrong too.
        case corrupt
        /// Something other than gzip data or zeros follows the end mark.
        case trailingBytes
    }

    /// Data that unpacks to more than is taken.
    public struct TooLarge: Classified, Hashable {
        /// The limit that it passed, in bytes.
        public var limit: Int

        /// An error for this limit.
        public init(limit: Int) { self.limit = limit }

        /// The same data never fits.
        public var disposition: Disposition { .invalid }
        /// The sentence for people.
        public var description: String { "The data unpacks to more than the \(limit) bytes that are taken." }
    }

    /// Unpacks data of any number of members, one behind the other.
    ///
    /// Zeros behind the last member are padding, as in the tools that everybody uses.
    ///
    /// - Parameters:
    ///   - data: The packed bytes.
    ///   - limit: The most bytes that may come out; memory never holds more.
    ///   - ratioLimit: How many times its own size data may unpack to, beyond the first MiB.
    /// - Throws: ``TooLarge`` where either limit is passed.
    public static func inflate(
        _ data: [UInt8], limit: Int, ratioLimit: Int = 200
    ) throws(TooLarge) -> Unpacked {
        let byRatio = data.count.multipliedReportingOverflow(by: ratioLimit)
        let cap = min(limit, byRatio.overflow ? limit : max(byRatio.partialValue, 1 << 20))
        var bytes: [UInt8] = []
        var rest = data[...]
        var inflater = Inflater()
        repeat {
            guard rest.starts(with: [0x1F, 0x8B].prefix(rest.count)) else {
                let isPadding = rest.allSatisfy { $0 == 0 }
                let damage: Damage? = rest.startIndex == 0 ? .notGzip : isPadding ? nil : .trailingBytes
                return Unpacked(bytes: bytes, damage: damage)
            }
            switch inflater.inflate(rest, into: &bytes, upTo: cap) {
            case .end(let consumed): rest = rest.dropFirst(consumed)
            case .needsMore: return Unpacked(bytes: bytes, damage: .truncated)
            case .corrupt: return Unpacked(bytes: bytes, damage: .corrupt)
            case .full: throw TooLarge(limit: cap)
            }
        } while !rest.isEmpty
        return Unpacked(bytes: bytes)
    }

    /// Packs bytes as one member.
    public static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var deflater = Deflater()
        return deflater.deflate(bytes)
    }
}
