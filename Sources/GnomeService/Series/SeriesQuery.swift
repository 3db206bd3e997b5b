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
                try store.observations(of: series, at: receiver, from: from, to: to, limit: limit + 1)
                    .map(SeriesPointView.init)
            } else {
                try store.summaries(of: series, at: receiver, per: resolution, from: from, to: to, limit: limit + 1)
                    .map(SeriesPointView.init)
            }
        var view = SeriesView(series: series, query: self, points: Array(points.prefix(limit)), next: nil)
        guard points.count > limit, let rest = points.last?.at else { return view }
        // Several may lie at one moment, and a page begins with a moment.
        let whole = view.points.filter { $0.at < rest }
        if whole.isEmpty {
            view.next = rest.advanced(by: .microseconds(1))
        } else {
            view.points = whole
            view.next = rest
        }
        return view
    }
}

extension StoreReader {
    /// The series of a receiver that have a name, be it in several classes.
    ///
    /// - Parameters:
    ///   - name: The name within the class.
    ///   - kind: Only that of this class; nothing for any.
    ///   - receiver: The receiver.
    public func series(
        named name: String, of kind: SeriesClass?, at receiver: ReceiverID
    ) throws(StoreError) -> [Series] {
        try series(of: receiver).map(\.series).filter { $0.name == name && (kind == nil || $0.kind == kind) }
    }
}
