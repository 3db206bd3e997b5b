// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads what was observed over time.
public protocol SeriesReading {
    /// The series of a receiver behind one of them, each with its latest value, by class and name.
    ///
    /// - Parameters:
    ///   - receiver: The receiver.
    ///   - last: Only those behind it; nothing for the first.
    ///   - limit: At most so many.
    func series(of receiver: ReceiverID, after last: Series?, limit: Int) throws(StoreError) -> [SeriesOverview]
    /// The series of a receiver that have this very name, at most one in each class, by class.
    func series(named name: String, of receiver: ReceiverID) throws(StoreError) -> [SeriesOverview]
    /// The single observations of one series, in the order of their moments.
    ///
    /// - Parameters:
    ///   - series: What was observed.
    ///   - receiver: At which receiver.
    ///   - from: Only from this moment on.
    ///   - to: Only before this moment.
    ///   - end: Which of them are kept where there are more than the limit.
    ///   - limit: At most so many.
    func observations(
        of series: Series, at receiver: ReceiverID, from: Timestamp, to: Timestamp, keeping end: SeriesEnd, limit: Int
    ) throws(StoreError) -> [StoredObservation]
    /// The summaries of one series, in the order of time; none for `SeriesDetail.raw`.
    ///
    /// - Parameters:
    ///   - series: What was observed.
    ///   - receiver: At which receiver.
    ///   - detail: Hours or days.
    ///   - from: From the summary on that this moment belongs to.
    ///   - to: Only those that begin before this moment.
    ///   - end: Which of them are kept where there are more than the limit.
    ///   - limit: At most so many.
    func summaries(
        of series: Series, at receiver: ReceiverID, per detail: SeriesDetail, from: Timestamp, to: Timestamp,
        keeping end: SeriesEnd, limit: Int
    ) throws(StoreError) -> [SeriesSummary]
    /// The classes of which there are series, or were.
    func seriesClasses() throws(StoreError) -> [SeriesClass]
    /// How many rows a cut would take away, without taking them.
    ///
    /// - Parameters:
    ///   - cut: What may go.
    ///   - limit: At most so many are counted: a store may hold more than anybody waits for.
    func countObservations(_ cut: RetentionCut, limit: Int) throws(StoreError) -> Int
    /// How far observations were taken away because they were old, by class, from close to coarse, and in order of time.
    func retentionMarks() throws(StoreError) -> [RetentionMark]
}

/// An end of a stretch of time.
public enum SeriesEnd: Sendable, Hashable {
    /// Its first moments.
    case earliest
    /// Its last moments.
    case latest
}

extension SeriesReading {
    /// All series of a receiver, each with its latest value, by class and name.
    ///
    /// - Throws: `StoreError` where the store can't be read.
    public func series(of receiver: ReceiverID) throws(StoreError) -> [SeriesOverview] {
        var all: [SeriesOverview] = []
        while case let page = try series(of: receiver, after: all.last?.series, limit: 1000), !page.isEmpty {
            all += page
        }
        return all
    }

    /// The earliest single observations of one series, in the order of their moments.
    ///
    /// - Throws: `StoreError` where the store can't be read.
    public func observations(
        of series: Series, at receiver: ReceiverID, from: Timestamp, to: Timestamp, limit: Int
    ) throws(StoreError) -> [StoredObservation] {
        try observations(of: series, at: receiver, from: from, to: to, keeping: .earliest, limit: limit)
    }

    /// The earliest summaries of one series, in the order of time; none for `SeriesDetail.raw`.
    ///
    /// - Throws: `StoreError` where the store can't be read.
    public func summaries(
        of series: Series, at receiver: ReceiverID, per detail: SeriesDetail, from: Timestamp, to: Timestamp, limit: Int
    ) throws(StoreError) -> [SeriesSummary] {
        try summaries(of: series, at: receiver, per: detail, from: from, to: to, keeping: .earliest, limit: limit)
    }
}

/// Adds to what was observed, and takes away what is too old.
public protocol SeriesWriting {
    /// Adds observations to their series and to the summaries of their hours and days.
    ///
    /// What is there already, of the same frame, series and moment, is left as it is and counted no second time. What would
    /// give a receiver more series than ``SeriesAllowance/limit`` is not kept, and counted in `Observations.dropped`.
    ///
    /// - Returns: How many were new.
    @discardableResult
    func add(_ observations: [ObservationDraft]) throws(StoreError) -> Int
    /// Takes away all that was observed at one receiver, of every detail, to be made anew from its frames.
    func removeSeries(of receiver: ReceiverID) throws(StoreError)
    /// Takes away the oldest part of the store's observations, a bite at a time; summaries stay until their own cut.
    ///
    /// The store notes the cut as a ``RetentionMark``, also where nothing is left to go.
    ///
    /// - Parameters:
    ///   - cut: What may go.
    ///   - limit: At most so many rows.
    /// - Returns: How many rows went; fewer than the limit where none is left.
    func removeObservations(_ cut: RetentionCut, limit: Int) throws(StoreError) -> Int
    /// Takes away whole months of single observations, of every class, where the database can drop a month at once.
    ///
    /// The store notes as a ``RetentionMark`` of each class how far they went.
    ///
    /// - Parameter moment: Only months that end before it.
    /// - Returns: How many months went; none where the database can only take rows away one by one, or somebody reads for
    ///   long what would go.
    func removeMonths(before moment: Timestamp) throws(StoreError) -> Int
    /// Forgets how far observations were taken away, because all that frames tell was made again.
    func forgetRetentionMarks() throws(StoreError)
    /// Makes the places of the months behind a moment, where the database keeps months apart.
    func makeMonths(after moment: Timestamp) throws(StoreError)
}

/// An observation that is to be kept.
public struct ObservationDraft: Sendable, Hashable {
    /// Whose it is.
    public var receiver: ReceiverID
    /// The frame that told it.
    public var frame: FrameID
    /// What was observed.
    public var observation: Observation
    /// In which details it is kept.
    ///
    /// What is not kept singly is not known when it comes again, and is counted each time.
    public var details: SeriesDetails

    /// A draft of these parts.
    public init(
        receiver: ReceiverID, frame: FrameID, observation: Observation, details: SeriesDetails = .all
    ) {
        self.receiver = receiver
        self.frame = frame
        self.observation = observation
        self.details = details
    }
}

/// An observation as it is kept; when it was received, its frame knows.
public struct StoredObservation: Sendable, Hashable {
    /// The time that counts.
    public var moment: Timestamp
    /// The frame that told it.
    public var frame: FrameID
    /// When it was observed by the receiver's clock, where the receiver says so.
    public var deviceTime: Timestamp?
    /// The number.
    public var value: Double

    /// A stored observation of these parts.
    public init(moment: Timestamp, frame: FrameID, deviceTime: Timestamp?, value: Double) {
        self.moment = moment
        self.frame = frame
        self.deviceTime = deviceTime
        self.value = value
    }
}

/// A series of a receiver with its latest value.
public struct SeriesOverview: Sendable, Hashable {
    /// What is observed.
    public var series: Series
    /// The latest moment.
    public var latestAt: Timestamp
    /// The value at that moment.
    public var latest: Double

    /// An overview of these parts.
    public init(series: Series, latestAt: Timestamp, latest: Double) {
        self.series = series
        self.latestAt = latestAt
        self.latest = latest
    }
}
