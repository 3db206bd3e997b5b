// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// How far back the observations of a receiver are made anew.
///
/// Frames stay and old observations may go. What went is told apart by its age alone: it is older than the oldest of its class
/// and detail that is there. A class of which nothing is known was never taken away.
struct SeriesReach {
    private var starts: [SeriesClass: [SeriesDetail: Timestamp?]] = [:]

    /// As far as the frames tell.
    static let all = SeriesReach()

    private init() {}

    /// As far as what is kept of a receiver.
    init(of account: ReceiverAccount) {
        for kind in Set(account.series.keys.map(\.kind)) {
            for detail in SeriesDetail.allCases {
                starts[kind, default: [:]][detail] = .some(account.start(of: kind, detail))
            }
        }
    }

    /// The details in which an observation is kept.
    func details(of observation: Observation) -> Set<SeriesDetail> {
        guard let starts = starts[observation.series.kind] else { return SeriesDetail.all }
        return SeriesDetail.all.filter { detail in
            guard let start = starts[detail] ?? nil else { return false }
            return detail.start(of: observation.moment) >= start
        }
    }
}
