// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// How many series a receiver may have: senders name them, and some name new ones without end.
public enum SeriesAllowance {
    /// The most series of one receiver; contacts and the count of what was dropped are always kept.
    public static let limit = 2000

    /// The observations whose series their receivers have already or may have besides, and how many each frame lost.
    ///
    /// - Parameters:
    ///   - drafts: What is to be kept, in the order in which it was told.
    ///   - isKnown: Whether its receiver has the series of an observation.
    ///   - count: How many series a receiver has.
    static func admitted(
        _ drafts: [ObservationDraft], isKnown: (ObservationDraft) -> Bool, count: (ReceiverID) -> Int
    ) -> [ObservationDraft] {
        var new: [ReceiverID: Set<Series>] = [:]
        var refused: [ObservationDraft] = []
        var admitted: [ObservationDraft] = []
        for draft in drafts {
            let (receiver, series) = (draft.receiver, draft.observation.series)
            if series.kind == .contact || series == Observations.dropped || isKnown(draft)
                || new[receiver]?.contains(series) == true
            {
                admitted.append(draft)
            } else if count(receiver) + (new[receiver]?.count ?? 0) < limit {
                new[receiver, default: []].insert(series)
                admitted.append(draft)
            } else {
                refused.append(draft)
            }
        }
        return refused.isEmpty ? drafts : telling(of: refused, in: admitted)
    }

    /// Adds what was refused to what its frame says of the observations that it lost.
    private static func telling(
        of refused: [ObservationDraft], in admitted: [ObservationDraft]
    ) -> [ObservationDraft] {
        var told = admitted
        var places: [Origin: Int] = [:]
        for (place, draft) in told.enumerated() where draft.observation.series == Observations.dropped {
            places[Origin(draft)] = place
        }
        for var draft in refused {
            let place = places[Origin(draft)]
            let count = place.map { told[$0].observation.value } ?? 0
            guard
                let dropped = Observation(Observations.dropped, count + 1, receivedAt: draft.observation.receivedAt)
            else { continue }
            if let place {
                told[place].observation = dropped
            } else {
                draft.observation = dropped
                places[Origin(draft)] = told.count
                told.append(draft)
            }
        }
        return told
    }

    /// Who told an observation; numbers of frames alone are no promise of the store's.
    private struct Origin: Hashable {
        let receiver: ReceiverID
        let frame: FrameID

        init(_ draft: ObservationDraft) { (receiver, frame) = (draft.receiver, draft.frame) }
    }
}
