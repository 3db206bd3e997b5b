// SPDX-License-Identifier: Apache-2.0

/// What the burst filter of one port counted since it last said so: `F3,1735550400.0000,3600,1200,16,4`.
///
/// Written hourly since the end of 2024 (`receivers.md` §2.6): the measure of how much a port hears.
public struct FilterLine: Sendable, Hashable {
    /// The port of the antenna.
    public var port: Int16
    /// When the count ended.
    public var time: WrittenTime
    /// Over how many seconds it went.
    public var seconds: Int
    /// How many pulses came.
    public var pulses: Int
    /// How many of them were part of a burst.
    public var used: Int
    /// How many bursts they made.
    public var bursts: Int

    /// Statistics of these parts.
    public init(port: Int16, time: WrittenTime, seconds: Int, pulses: Int, used: Int, bursts: Int) {
        self.port = port
        self.time = time
        self.seconds = seconds
        self.pulses = pulses
        self.used = used
        self.bursts = bursts
    }
}

extension FilterLine {
    /// Reads what follows the letter; nothing where it is no statistics.
    ///
    /// Fields behind the known ones are left alone.
    init?(_ bytes: Span<UInt8>, at position: inout Int) {
        guard let port = bytes.portAndComma(at: &position), let time = bytes.timeAndComma(at: &position),
            let seconds = bytes.numberAndComma(at: &position)?.integer,
            let pulses = bytes.numberAndComma(at: &position)?.integer,
            let used = bytes.numberAndComma(at: &position)?.integer,
            let bursts = bytes.lastNumber(at: &position)?.integer
        else { return nil }
        self.init(port: port, time: time, seconds: seconds, pulses: pulses, used: used, bursts: bursts)
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(letter: "F", port: port)
        bytes.append(field: time)
        bytes.append(field: seconds)
        bytes.append(field: pulses)
        bytes.append(field: used)
        bytes.append(field: bursts)
    }
}
