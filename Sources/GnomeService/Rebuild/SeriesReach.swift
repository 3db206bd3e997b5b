// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// How far back observations are made anew: frames stay, and what went because it was old stays away.
struct SeriesReach {
    private let marks: [SeriesClass: [RetentionMark]]

    /// As far as nothing was taken away; without marks as far as the frames tell.
    init(_ marks: [RetentionMark] = []) { self.marks = Dictionary(grouping: marks, by: \.cut.kind) }

    /// The details in which an observation is kept.
    func details(of draft: ObservationDraft) -> SeriesDetails {
        let marks = marks[draft.observation.series.kind] ?? []
        let gone = marks.filter { $0.covers(draft.observation.moment, of: draft.frame) }
        return gone.reduce(into: .all) { $0.remove(SeriesDetails($1.cut.detail)) }
    }
}
