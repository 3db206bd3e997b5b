// SPDX-License-Identifier: Apache-2.0

/// What the observations of one hour or day come to.
public struct SeriesSummary: Sendable, Hashable {
    /// When the hour or day begins.
    public var start: Timestamp
    /// How many observations there were.
    public var count: Int
    /// The least value.
    public var minimum: Double
    /// The greatest value.
    public var maximum: Double
    /// All values added up.
    public var sum: Double
    /// When the first was observed.
    public var firstAt: Timestamp
    /// The first value.
    public var first: Double
    /// When the last was observed.
    public var lastAt: Timestamp
    /// The last value; of several at one moment, the one stored last.
    public var last: Double

    /// A summary of these parts.
    public init(
        start: Timestamp, count: Int, minimum: Double, maximum: Double, sum: Double, firstAt: Timestamp, first: Double,
        lastAt: Timestamp, last: Double
    ) {
        self.start = start
        self.count = count
        self.minimum = minimum
        self.maximum = maximum
        self.sum = sum
        self.firstAt = firstAt
        self.first = first
        self.lastAt = lastAt
        self.last = last
    }

    /// The summary of one observation.
    ///
    /// - Parameters:
    ///   - value: The number.
    ///   - moment: When it counts.
    ///   - detail: How long the summary is.
    public init(_ value: Double, at moment: Timestamp, per detail: SeriesDetail) {
        self.init(
            start: detail.start(of: moment), count: 1, minimum: value, maximum: value, sum: value, firstAt: moment,
            first: value, lastAt: moment, last: value)
    }

    /// The mean of all values.
    public var mean: Double { sum / Double(max(1, count)) }

    /// Takes in one more observation of the same hour or day, stored after those before.
    public mutating func add(_ value: Double, at moment: Timestamp) {
        count += 1
        minimum = min(minimum, value)
        maximum = max(maximum, value)
        sum += value
        if moment < firstAt { (firstAt, first) = (moment, value) }
        if moment >= lastAt { (lastAt, last) = (moment, value) }
    }
}
