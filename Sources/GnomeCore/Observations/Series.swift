// SPDX-License-Identifier: Apache-2.0

/// What observations of one receiver are about: those of equal series make a line in a chart.
public struct Series: Sendable, Hashable, Comparable {
    /// The sort of thing, which decides how long it is kept.
    public var kind: SeriesClass
    /// Its name within the class, such as `battery_volts` or `port.3.frames`.
    public var name: String

    /// A series of a class and a name.
    public init(_ kind: SeriesClass, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// Whether one comes before another: by class, then by name, each by its bytes, as databases sort them.
    public static func < (lhs: Series, rhs: Series) -> Bool {
        let (kind, otherKind) = (lhs.kind.rawValue.utf8, rhs.kind.rawValue.utf8)
        return kind.elementsEqual(otherKind)
            ? lhs.name.utf8.lexicographicallyPrecedes(rhs.name.utf8) : kind.lexicographicallyPrecedes(otherKind)
    }
}

/// Some of the details.
public struct SeriesDetails: OptionSet, Sendable, Hashable {
    /// A bit for each detail.
    public let rawValue: UInt8
    /// Details from their bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// One detail alone.
    public init(_ detail: SeriesDetail) {
        switch detail {
        case .raw: self = .raw
        case .hour: self = .hour
        case .day: self = .day
        }
    }

    /// Each observation.
    public static let raw = SeriesDetails(rawValue: 1)
    /// The summaries of hours.
    public static let hour = SeriesDetails(rawValue: 2)
    /// The summaries of days.
    public static let day = SeriesDetails(rawValue: 4)
    /// Every detail.
    public static let all: SeriesDetails = [.raw, .hour, .day]
}

/// A sort of series; one that this version does not know is kept like any other.
public struct SeriesClass: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The word.
    public let rawValue: String
    /// A class from its word.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The word.
    public var description: String { rawValue }

    /// Readings of the machine: volts, load, files that wait.
    public static let metric = SeriesClass(rawValue: "metric")
    /// What the radios at the ports do.
    public static let port = SeriesClass(rawValue: "port")
    /// That the receiver was heard, by the way it took.
    public static let contact = SeriesClass(rawValue: "contact")
}

/// How closely a series is read or kept.
public enum SeriesDetail: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each observation.
    case raw
    /// One summary an hour of UTC.
    case hour
    /// One summary a day of UTC.
    case day

    /// How long a summary is, in microseconds; nothing for single observations.
    public var width: Int64? {
        switch self {
        case .raw: nil
        case .hour: 3_600_000_000
        case .day: 86_400_000_000
        }
    }

    /// When the summary begins that a moment belongs to; the moment itself where there are none.
    public func start(of moment: Timestamp) -> Timestamp {
        guard let width else { return moment }
        let remainder = moment.microseconds % width
        let (start, overflow) = moment.microseconds.subtractingReportingOverflow(
            remainder < 0 ? remainder + width : remainder)
        // The first summary of all begins with time itself.
        return Timestamp(microseconds: overflow ? .min : start)
    }
}
