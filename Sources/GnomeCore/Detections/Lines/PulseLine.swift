// SPDX-License-Identifier: Apache-2.0

/// One radio pulse that a port heard: `p3,1639614325.5266,2.637,-38.87,-53.61`.
///
/// The same fields follow the letter `n`, for a pulse that fitted no known burst (`receivers.md` §2.4, §2.5).
public struct PulseLine: Sendable, Hashable {
    /// The port of the antenna; 0 is the tenth, from 11 on it is not in the receiver's port map, negative is odd.
    public var port: Int16
    /// When the pulse came.
    public var time: WrittenTime
    /// Offset from the tuner's frequency in kHz; the tuner stands 4 kHz below the nominal frequency.
    public var frequencyOffset: WrittenNumber
    /// Strength of the signal in dB relative to full scale.
    public var signal: WrittenNumber
    /// Strength of the noise in dB relative to full scale.
    public var noise: WrittenNumber
    /// Signal to noise ratio in dB, which receivers write since 2024.
    public var signalToNoise: OptionalNumber

    /// A pulse of these parts.
    public init(
        port: Int16, time: WrittenTime, frequencyOffset: WrittenNumber, signal: WrittenNumber, noise: WrittenNumber,
        signalToNoise: OptionalNumber = .absent
    ) {
        self.port = port
        self.time = time
        self.frequencyOffset = frequencyOffset
        self.signal = signal
        self.noise = noise
        self.signalToNoise = signalToNoise
    }

    /// Whether all values are such as a radio can measure; the line counts either way.
    public var isPlausible: Bool {
        let levels = -120.0...10.0
        return (-24...24).contains(frequencyOffset.doubleValue) && levels.contains(signal.doubleValue)
            && levels.contains(noise.doubleValue)
            && (signalToNoise.number.map { (-20...100).contains($0.doubleValue) } ?? true)
    }
}

extension PulseLine {
    /// Reads what follows the letter; nothing where it is no pulse.
    ///
    /// Fields behind the known ones are left alone.
    @inline(__always)
    init?(_ bytes: Span<UInt8>, at position: inout Int) {
        guard let port = bytes.portAndComma(at: &position), let time = bytes.timeAndComma(at: &position),
            let frequencyOffset = bytes.numberAndComma(at: &position),
            let signal = bytes.numberAndComma(at: &position), let noise = bytes.lastNumber(at: &position)
        else { return nil }
        var signalToNoise = OptionalNumber.absent
        if bytes.takeComma(at: &position) {
            guard let field = bytes.optionalNumber(at: &position), bytes.isFieldEnd(position) else { return nil }
            signalToNoise = field
        }
        self.init(
            port: port, time: time, frequencyOffset: frequencyOffset, signal: signal, noise: noise,
            signalToNoise: signalToNoise)
    }

    func write(letter: Unicode.Scalar, to bytes: inout [UInt8]) {
        bytes.append(letter: letter, port: port)
        bytes.append(field: time)
        bytes.append(field: frequencyOffset)
        bytes.append(field: signal)
        bytes.append(field: noise)
        bytes.append(field: signalToNoise)
    }
}
