// SPDX-License-Identifier: Apache-2.0

/// What the GPS knew: `G,1504282346,44.267386667,-64.25947,22.4`, or that it knew nothing (`receivers.md` §2.9).
///
/// Values that no place on Earth has are values here; telling a bad fix from a good one needs more than one line.
public struct FixLine: Sendable, Hashable {
    /// The time of the fix in seconds, by the GPS and not by the clock of the receiver.
    public var time: OptionalNumber
    /// Degrees north.
    public var latitude: OptionalNumber
    /// Degrees east.
    public var longitude: OptionalNumber
    /// Metres above the sea.
    public var altitude: OptionalNumber

    /// A fix of these parts.
    public init(
        time: OptionalNumber, latitude: OptionalNumber, longitude: OptionalNumber, altitude: OptionalNumber
    ) {
        self.time = time
        self.latitude = latitude
        self.longitude = longitude
        self.altitude = altitude
    }

    /// How much of a position the GPS had.
    public enum Quality: String, Sendable, Hashable {
        /// No position.
        case none
        /// A position without altitude.
        case flat = "2d"
        /// A position with altitude.
        case full = "3d"
    }

    /// How much of a position the GPS had.
    public var quality: Quality {
        guard latitude.number != nil, longitude.number != nil else { return .none }
        return altitude.number == nil ? .flat : .full
    }

    /// The time of the fix, if there is one.
    public var timestamp: Timestamp? { time.number.flatMap(WrittenTime.init)?.timestamp }
}

extension FixLine {
    /// Reads what follows the letter; nothing where it is no GPS line.
    ///
    /// Fields behind the known ones are left alone.
    init?(_ bytes: Span<UInt8>, at position: inout Int) {
        guard bytes.takeComma(at: &position), let time = bytes.optionalNumber(at: &position),
            bytes.takeComma(at: &position), let latitude = bytes.optionalNumber(at: &position),
            bytes.takeComma(at: &position), let longitude = bytes.optionalNumber(at: &position),
            bytes.takeComma(at: &position), let altitude = bytes.optionalNumber(at: &position),
            bytes.isFieldEnd(position)
        else { return nil }
        self.init(time: time, latitude: latitude, longitude: longitude, altitude: altitude)
        // A number that is too large for a time is no time.
        if time.number != nil, timestamp == nil { return nil }
    }

    func write(to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "G"))
        bytes.append(field: time)
        bytes.append(field: latitude)
        bytes.append(field: longitude)
        bytes.append(field: altitude)
    }
}
