// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// An observation with the number of its series.
struct PlacedObservation {
    let receiver: ReceiverID
    let series: Int64
    let moment: Timestamp
    let frame: FrameID
    let deviceTime: Timestamp?
    let receivedAt: Timestamp
    let value: Double
    let details: SeriesDetails

    init(_ draft: ObservationDraft, series: Int64) {
        receiver = draft.receiver
        self.series = series
        moment = draft.observation.moment
        frame = draft.frame
        deviceTime = draft.observation.deviceTime
        receivedAt = draft.observation.receivedAt
        value = draft.observation.value
        details = draft.details
    }

    /// The columns of its row.
    var sqlValues: [SQLValue] { [receiver.sql, series.sql, moment.sql, frame.sql, deviceTime.sql, value.sql] }

    /// Whether both have one place, where only one can be kept.
    func isSame(as other: PlacedObservation) -> Bool {
        isOfSeries(of: other) && moment == other.moment && frame == other.frame
    }

    func isOfSeries(of other: PlacedObservation) -> Bool { receiver == other.receiver && series == other.series }

    /// Whether one is in the order of storage before another.
    static func areInOrder(_ lhs: PlacedObservation, _ rhs: PlacedObservation) -> Bool {
        (lhs.frame, lhs.moment) < (rhs.frame, rhs.moment)
    }

    /// Whether one lies before another, by receiver, series and time.
    static func areSideBySide(_ lhs: PlacedObservation, _ rhs: PlacedObservation) -> Bool {
        (lhs.receiver.rawValue, lhs.series, lhs.moment, lhs.frame)
            < (rhs.receiver.rawValue, rhs.series, rhs.moment, rhs.frame)
    }
}
