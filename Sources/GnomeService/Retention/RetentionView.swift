// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// For how long observations are kept, and what of them would go now, as the API shows it.
public struct RetentionView: Sendable, Hashable, Codable {
    /// What becomes of one class at one degree of detail.
    public struct Cut: Sendable, Hashable, Codable {
        /// The class.
        public var series: SeriesClass
        /// Single observations, or summaries.
        public var detail: SeriesDetail
        /// For how long they are kept, such as `90d`; nothing for ever.
        public var keep: String?
        /// Before which moment they would go.
        public var before: Timestamp?
        /// How many rows would go, of which no more are counted than ``RetentionView/limit``.
        public var rows: Int
        /// Whether there may be more rows than were counted.
        public var hasMore: Bool

        private enum CodingKeys: String, CodingKey {
            case series = "class"
            case detail, keep, before, rows, hasMore
        }
    }

    /// The most rows that are counted of each: whoever asks waits for it.
    public static let limit = 100_000

    /// The moment that all is told of.
    public var at: Timestamp
    /// Each class that is known, from close to coarse.
    public var cuts: [Cut]
}

extension RetentionService {
    /// What a run would take away at this moment, counted up to ``RetentionView/limit`` without taking anything.
    ///
    /// - Throws: `StoreError` where the store can't be read.
    public func preview() async throws(StoreError) -> RetentionView {
        let (policy, moment) = (policy, now())
        return try await store.read { (store) throws(StoreError) in
            let classes = Set(try store.seriesClasses()).union([.metric, .port, .contact])
            var view = RetentionView(at: moment, cuts: [])
            for kind in classes.sorted(by: { $0.rawValue < $1.rawValue }) {
                for detail in SeriesDetail.allCases {
                    let cut = policy.cut(of: kind, detail, at: moment)
                    let rows =
                        try cut.map { (cut) throws(StoreError) in
                            try store.countObservations(cut, limit: RetentionView.limit)
                        } ?? 0
                    view.cuts.append(
                        RetentionView.Cut(
                            series: kind, detail: detail, keep: policy.rule(of: kind)[detail]?.humanText,
                            before: cut?.before, rows: rows, hasMore: rows == RetentionView.limit))
                }
            }
            return view
        }
    }
}
