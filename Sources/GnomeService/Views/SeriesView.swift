// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// A series of a receiver as the API lists it.
public struct SeriesOverviewView: Sendable, Hashable, Codable {
    /// The class.
    public var kind: SeriesClass
    /// The name within the class.
    public var name: String
    /// The latest moment.
    public var latestAt: Timestamp
    /// The value at that moment.
    public var latest: Double

    /// The view of a series.
    public init(_ overview: SeriesOverview) {
        kind = overview.series.kind
        name = overview.series.name
        latestAt = overview.latestAt
        latest = overview.latest
    }

    private enum CodingKeys: String, CodingKey {
        case kind = "class"
        case name, latestAt, latest
    }
}

/// One point of a series as the API shows it: a single observation, or what those of an hour or day come to.
public struct SeriesPointView: Sendable, Hashable, Codable {
    /// The moment of the observation, or when the hour or day begins.
    public var at: Timestamp
    /// How many observations it stands for.
    public var count: Int
    /// The least value.
    public var minimum: Double
    /// The mean of all values.
    public var mean: Double
    /// The greatest value.
    public var maximum: Double
    /// The last value.
    public var last: Double

    /// The point of a single observation.
    public init(_ observation: StoredObservation) {
        at = observation.moment
        count = 1
        (minimum, mean, maximum) = (observation.value, observation.value, observation.value)
        last = observation.value
    }

    /// The point of a summary.
    public init(_ summary: SeriesSummary) {
        at = summary.start
        count = summary.count
        minimum = summary.minimum
        mean = summary.mean
        maximum = summary.maximum
        last = summary.last
    }
}

/// A part of a series as the API shows it.
public struct SeriesView: Sendable, Hashable, Codable {
    /// The class.
    public var kind: SeriesClass
    /// The name within the class.
    public var name: String
    /// Single observations, or summaries.
    public var resolution: SeriesDetail
    /// From this moment on.
    public var from: Timestamp
    /// Before this moment.
    public var to: Timestamp
    /// The points, in the order of time.
    public var points: [SeriesPointView]
    /// From which moment on later points can be asked for; nothing where there are none that were asked for.
    public var next: Timestamp?
    /// Before which moment earlier points can be asked for; nothing where there are none that were asked for.
    public var earlier: Timestamp?

    init(series: Series, query: SeriesQuery, points: [SeriesPointView]) {
        kind = series.kind
        name = series.name
        resolution = query.resolution
        from = query.from
        to = query.to
        self.points = points
    }

    private enum CodingKeys: String, CodingKey {
        case kind = "class"
        case name, resolution, from, to, points, next, earlier
    }
}
