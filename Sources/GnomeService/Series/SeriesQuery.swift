// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// The part of a series that somebody wants to see, never more of it than fits an answer.
public struct SeriesQuery: Sendable, Hashable {
    /// Single observations, or summaries.
    public var resolution: SeriesDetail
    /// From this moment on.
    public var from: Timestamp
    /// Before this moment.
    public var to: Timestamp
    /// Which points are shown where there are more than the limit: the newest, unless it was said from when on.
    public var end: SeriesEnd
    /// At most so many points.
    public var limit: Int

    /// A query; what is not said is the newest: a day of single observations, thirty days of hours, two years of days.
    ///
    /// - Parameters:
    ///   - resolution: Single observations, or summaries.
    ///   - from: From this moment on.
    ///   - to: Before this moment.
    ///   - limit: At most so many points.
    ///   - now: The moment.
    public init(
        _ resolution: SeriesDetail, from: Timestamp? = nil, to: Timestamp? = nil, limit: Int = 1000, now: Timestamp
    ) {
        // A receiver's clock may be ahead by as much and still be believed.
        let end = to ?? now.advanced(by: Observation.plausibleLead)
        let days: Int64 =
            switch resolution {
            case .raw: 1
            case .hour: 30
            case .day: 730
            }
        self.resolution = resolution
        self.from = from ?? end.advanced(by: .seconds(-86_400 * days))
        self.to = end
        self.end = from == nil ? .latest : .earliest
        self.limit = max(1, limit)
    }

    /// Reads the points.
    ///
    /// - Parameters:
    ///   - series: What was observed.
    ///   - receiver: At which receiver.
    ///   - store: Where it is kept.
    /// - Throws: `StoreError` where the store can't be read.
    public func view(
        of series: Series, at receiver: ReceiverID, in store: any StoreReader
    ) throws(StoreError) -> SeriesView {
        // One more than wanted tells where to go on.
        let points: [SeriesPointView] =
            if resolution == .raw {
                try store.observations(
                    of: series, at: receiver, from: from, to: to, keeping: end, limit: limit + 1
                )
                .map(SeriesPointView.init)
            } else {
                try store.summaries(
                    of: series, at: receiver, per: resolution, from: from, to: to, keeping: end, limit: limit + 1
                )
                .map(SeriesPointView.init)
            }
        var view = SeriesView(series: series, query: self, points: points)
        guard points.count > limit else { return view }
        // Several may lie at one moment, and a page begins and ends between moments.
        switch end {
        case .earliest:
            let rest = points[limit].at
            let whole = points.filter { $0.at < rest }
            view.points = whole.isEmpty ? Array(points.prefix(limit)) : whole
            view.next = whole.isEmpty ? rest.advanced(by: .microseconds(1)) : rest
        case .latest:
            let rest = points[0].at
            let whole = points.filter { $0.at > rest }
            view.points = whole.isEmpty ? Array(points.suffix(limit)) : whole
            view.earlier = whole.first?.at ?? rest
        }
        return view
    }
}
