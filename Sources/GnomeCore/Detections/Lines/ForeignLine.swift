// SPDX-License-Identifier: Apache-2.0

/// A kind of line that is known but is no data: it was meant for a live feed, or comes from a fork.
///
/// Such lines are kept as bytes and counted (`receivers.md` §2.11).
public enum ForeignLine: UInt8, Sendable, Hashable, CaseIterable {
    /// `L`: a tag that the finder on the receiver named.
    case foundTag = 0x4C
    /// `B`: a burst with its means.
    case burst = 0x42
    /// `b`: a burst as a fork writes it into files.
    case forkedBurst = 0x62
    /// `D`: a pulse with the time since the one before.
    case pulseInterval = 0x44
    /// `M`: the serial or the boot count, of V1.
    case machine = 0x4D
    /// `A`: hardware was plugged in, of V1.
    case hardwareAdded = 0x41
    /// `R`: hardware was pulled out, of V1.
    case hardwareRemoved = 0x52
    /// `x`: something like a pulse that Motus' filters let pass.
    case pulseLike = 0x78

    /// Reads the beginning of a line: the letter, a port or none, and a comma.
    init?(_ bytes: Span<UInt8>, at start: Int) {
        guard start < bytes.count, let line = ForeignLine(rawValue: bytes[start]) else { return nil }
        var position = start + 1
        guard bytes.takeComma(at: &position) || bytes.portAndComma(at: &position) != nil else { return nil }
        self = line
    }
}
