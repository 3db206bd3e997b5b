// SPDX-License-Identifier: Apache-2.0

/// How much of the quarantine something takes, or may take.
public struct QuarantineVolume: Sendable, Hashable, Codable {
    /// How many entries.
    public var entries: Int
    /// How many bytes their bodies have, as they came.
    public var bytes: Int

    /// A volume of these sizes.
    public init(entries: Int = 0, bytes: Int = 0) {
        self.entries = entries
        self.bytes = bytes
    }

    /// The volume of one entry with a body of so many bytes.
    public init(ofBody bytes: Int) { self.init(entries: 1, bytes: bytes) }

    /// Whether it is within a limit.
    public func fits(in limit: QuarantineVolume) -> Bool { entries <= limit.entries && bytes <= limit.bytes }

    /// Both together.
    public static func + (lhs: QuarantineVolume, rhs: QuarantineVolume) -> QuarantineVolume {
        QuarantineVolume(entries: lhs.entries + rhs.entries, bytes: lhs.bytes + rhs.bytes)
    }

    /// Adds another.
    public static func += (lhs: inout QuarantineVolume, rhs: QuarantineVolume) { lhs = lhs + rhs }

    /// The volume with which both are nothing.
    public static prefix func - (volume: QuarantineVolume) -> QuarantineVolume {
        QuarantineVolume(entries: -volume.entries, bytes: -volume.bytes)
    }
}
