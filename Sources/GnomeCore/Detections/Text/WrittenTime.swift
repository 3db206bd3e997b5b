// SPDX-License-Identifier: Apache-2.0

/// A moment as a line gives it, in decimal seconds, together with how many decimals were written.
///
/// JavaScript drops trailing zeros (`1639705557.4`), the pulse detector always writes four decimals
/// (`1639614325.5266`), a GPS often none (`receivers.md` §2.3). Decimals beyond microseconds are cut.
public struct WrittenTime: Sendable, Hashable {
    /// The moment, by the clock of the receiver.
    public let timestamp: Timestamp
    /// How many decimals stand behind the point, 0 to 6.
    public let decimals: UInt8

    /// A moment that is to be written with so many decimals; what does not fit them is cut.
    public init(_ timestamp: Timestamp, decimals: UInt8) {
        self.decimals = min(decimals, 6)
        let unit = Int64(UInt64(1).timesTen(toThe: 6 - Int(self.decimals)))
        self.timestamp = Timestamp(microseconds: timestamp.microseconds / unit * unit)
    }

    /// A moment from a number of seconds; nothing where it is out of all bounds.
    @inline(__always)
    init?(_ number: WrittenNumber) {
        let missing = 6 - Int(number.scale)
        let magnitude: UInt64
        if missing >= 0 {
            // Nineteen zeros overflow with any digit but 0 in front; more would wrap unnoticed.
            let power = UInt64(1).timesTen(toThe: min(missing, 19))
            let (product, overflow) = number.magnitude.multipliedReportingOverflow(by: power)
            guard !overflow else { return nil }
            magnitude = product
        } else {
            magnitude = number.magnitude / UInt64(1).timesTen(toThe: min(-missing, 19))
        }
        guard let microseconds = Int64(exactly: magnitude) else { return nil }
        timestamp = Timestamp(microseconds: number.isNegative ? -microseconds : microseconds)
        decimals = UInt8(min(max(number.scale, 0), 6))
    }

    /// The moment as a number of seconds.
    var number: WrittenNumber {
        let unit = UInt64(1).timesTen(toThe: 6 - Int(decimals))
        return WrittenNumber(
            magnitude: timestamp.microseconds.magnitude / unit, scale: Int16(decimals),
            isNegative: timestamp.microseconds < 0, notation: .plain)
    }
}

extension WrittenTime: CustomStringConvertible {
    /// The seconds as they were written.
    public var description: String { number.description }
}
