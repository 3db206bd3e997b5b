// SPDX-License-Identifier: Apache-2.0

/// How good the clock is and how it was set: `C,1639614323.301,2,0` (`receivers.md` §2.8).
///
/// Written every ten minutes and at every step of the clock. In a file with nothing else it proves that the receiver
/// listened.
public struct ClockLine: Sendable, Hashable {
    /// When the clock was looked at, by that clock.
    public var time: WrittenTime
    /// How many decimals of a second are known to be good; -1 where the clock is not synchronised.
    public var precision: Int8
    /// What was corrected, in a unit that depends on the generation of the receiver: see ``correction``.
    public var elapsed: WrittenNumber

    /// A clock line of these parts.
    public init(time: WrittenTime, precision: Int8, elapsed: WrittenNumber) {
        self.time = time
        self.precision = precision
        self.elapsed = elapsed
    }

    /// What was done to the clock.
    public enum Correction: Sendable, Hashable {
        /// The clock jumped by this much since the last look; zero at most times (V2).
        case step(Duration)
        /// This many seconds were left to correct (V1).
        case residual(seconds: Double)
    }

    /// What was done to the clock: V2 writes a whole number of milliseconds, V1 a fraction of seconds.
    public var correction: Correction {
        if let milliseconds = elapsed.integer { return .step(.milliseconds(milliseconds)) }
        return .residual(seconds: elapsed.doubleValue)
    }

    /// Whether the receiver holds its clock to be right.
    public var isSynchronised: Bool { precision >= 0 }
}

extension ClockLine {
    /// Reads what follows the letter; nothing where it is no clock line.
    ///
    /// Fields behind the known ones are left alone.
    init?(_ bytes: Span<UInt8>, at position: inout Int) {
        guard bytes.takeComma(at: &position), let time = bytes.timeAndComma(at: &position),
            let precision = bytes.numberAndComma(at: &position)?.integer.flatMap(Int8.init(exactly:)),
            let elapsed = bytes.lastNumber(at: &position)
        else { return nil }
        self.init(time: time, precision: precision, elapsed: elapsed)
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "C"))
        bytes.append(field: time)
        bytes.append(field: precision)
        bytes.append(field: elapsed)
    }
}
