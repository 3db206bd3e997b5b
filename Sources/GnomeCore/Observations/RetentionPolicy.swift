// SPDX-License-Identifier: Apache-2.0

/// For how long observations are kept, by class: the closer they are, the sooner they may go.
///
/// It speaks of observations alone. Frames are kept, so whatever was read from them can be read again.
public struct RetentionPolicy: Sendable, Hashable {
    /// For how long one class is kept.
    public struct Rule: Sendable, Hashable {
        /// How long each observation is kept; nothing for ever.
        public var raw: Duration?
        /// How long the summaries of hours are kept; nothing for ever.
        public var hour: Duration?
        /// How long the summaries of days are kept; nothing for ever.
        public var day: Duration?

        /// A rule of these times; nothing stands for ever.
        public init(raw: Duration? = nil, hour: Duration? = nil, day: Duration? = nil) {
            self.raw = raw
            self.hour = hour
            self.day = day
        }

        /// Whether nothing close is kept longer than what it is summed up in.
        public var isOrdered: Bool {
            func isShorter(_ one: Duration?, _ other: Duration?) -> Bool {
                guard let other else { return true }
                return one.map { $0 <= other } ?? false
            }
            return isShorter(raw, hour) && isShorter(hour, day)
        }

        /// How long one degree of detail is kept; nothing for ever.
        public subscript(detail: SeriesDetail) -> Duration? {
            switch detail {
            case .raw: raw
            case .hour: hour
            case .day: day
            }
        }
    }

    /// The rules of single classes.
    public var rules: [SeriesClass: Rule]
    /// The rule of every other class.
    public var others: Rule

    /// A policy of these rules.
    ///
    /// - Parameters:
    ///   - rules: The rules of single classes.
    ///   - others: The rule of every other class; without it they are kept for ever.
    public init(rules: [SeriesClass: Rule] = [:], others: Rule = Rule()) {
        self.rules = rules
        self.others = others
    }

    /// Whether nothing ever goes.
    public var keepsAll: Bool {
        (Array(rules.values) + [others]).allSatisfy { rule in SeriesDetail.allCases.allSatisfy { rule[$0] == nil } }
    }

    /// What may go at a moment, of these classes.
    ///
    /// - Parameters:
    ///   - classes: The classes that there are.
    ///   - now: The moment.
    public func cuts(of classes: some Sequence<SeriesClass>, at now: Timestamp) -> [RetentionCut] {
        classes.flatMap { kind in SeriesDetail.allCases.compactMap { cut(of: kind, $0, at: now) } }
    }

    /// What may go at a moment, of one class and one degree of detail; nothing where it is kept for ever.
    public func cut(of kind: SeriesClass, _ detail: SeriesDetail, at now: Timestamp) -> RetentionCut? {
        rule(of: kind)[detail].map { age in
            RetentionCut(kind: kind, detail: detail, before: now.advanced(by: .zero - age))
        }
    }

    /// The rule that holds for a class.
    public func rule(of kind: SeriesClass) -> Rule { rules[kind] ?? others }

    /// Before which moment no single observation of any class need be kept; nothing where some are kept for ever.
    public func cutOfAll(at now: Timestamp) -> Timestamp? {
        var longest = Duration.zero
        for rule in Array(rules.values) + [others] {
            guard let age = rule.raw else { return nil }
            longest = max(longest, age)
        }
        return now.advanced(by: .zero - longest)
    }
}

/// Observations that may go: those of one class and one degree of detail that are older than a moment.
public struct RetentionCut: Sendable, Hashable {
    /// The class.
    public var kind: SeriesClass
    /// Single observations, or summaries.
    public var detail: SeriesDetail
    /// They go where they lie before it as a whole.
    public var before: Timestamp

    /// A cut of these parts.
    public init(kind: SeriesClass, detail: SeriesDetail, before: Timestamp) {
        self.kind = kind
        self.detail = detail
        self.before = before
    }
}
