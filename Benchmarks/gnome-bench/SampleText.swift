// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Makes text like that of receivers, always the same for the same seed.
///
/// The shares of the kinds are those of the files that `receivers.md` §7 counts: mostly pulses and tag hits, a clock
/// line every few minutes, a GPS line every minute to five, settings at the start.
struct SampleText {
    private var random: SplitMix64
    private var microseconds: Int64 = 1_639_614_323_301_000

    /// Text of a seed.
    init(seed: UInt64) { random = SplitMix64(state: seed) }

    /// At least so many bytes of whole lines.
    mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 128)
        while bytes.count < count {
            microseconds += Int64.random(in: 0...2_000_000, using: &random)
            nextLine().write(to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private mutating func nextLine() -> DetectionLine {
        switch Int.random(in: 0..<1000, using: &random) {
        case ..<725: pulse()
        case ..<980: tag()
        case ..<988: .clock(ClockLine(time: time(3), precision: 2, elapsed: WrittenNumber(0)))
        case ..<997: fix()
        default: setting()
        }
    }

    private mutating func pulse() -> DetectionLine {
        .pulse(
            PulseLine(
                port: Int16.random(in: 1...5, using: &random), time: time(4),
                frequencyOffset: number(-5998...5997, 3), signal: number(-7500 ... -2900, 2),
                noise: number(-8160 ... -5300, 2), signalToNoise: hasRatio() ? .number(number(0...400, 1)) : .absent))
    }

    private mutating func hasRatio() -> Bool { Int.random(in: 0..<3, using: &random) == 0 }

    private mutating func tag() -> DetectionLine {
        .tag(
            TagLine(
                port: Int16.random(in: 1...5, using: &random), time: time(3),
                id: UInt32.random(in: .min ... .max, using: &random),
                checksum: UInt8.random(in: .min ... .max, using: &random), isLowercase: true,
                signal: .number(number(-110 ... -60, 0))))
    }

    private mutating func fix() -> DetectionLine {
        .fix(
            FixLine(
                time: .number(WrittenNumber(microseconds / 1_000_000)),
                latitude: .number(number(44_267_380_000...44_267_390_000, 9)),
                longitude: .number(number(-6_425_950 ... -6_425_940, 5)), altitude: .number(number(200...260, 1))))
    }

    private mutating func setting() -> DetectionLine {
        .setting(
            SettingLine(
                time: time(3), port: 3, name: "frequency", value: "166.376",
                outcome: SettingLine.Outcome(code: 0, message: "")))
    }

    private func time(_ decimals: UInt8) -> WrittenTime {
        WrittenTime(Timestamp(microseconds: microseconds), decimals: decimals)
    }

    private mutating func number(_ range: ClosedRange<Int64>, _ decimals: UInt8) -> WrittenNumber {
        WrittenNumber(Int64.random(in: range, using: &random), decimals: decimals)
    }
}

/// A small generator whose sequence depends on its seed alone: SplitMix64 of Steele, Lea and Flood (2014).
struct SplitMix64: RandomNumberGenerator {
    /// Where in its sequence it is.
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
