// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// What frames come to for the statuses and series of their receivers.
///
/// There is this one way from frames to what follows from them: frames are folded by it when they come, and again when
/// everything is rebuilt from those that are stored. What it comes to depends on nothing but what it takes, and the order.
struct FrameFold {
    private let policy: ContactPolicy
    /// The statuses, as far as they are known or have changed.
    private(set) var statuses: [ReceiverID: ReceiverStatus]
    private var changed: Set<ReceiverID> = []
    private var observations: [ObservationDraft] = []

    /// A fold that goes on from these statuses; a receiver that is not among them was never heard.
    init(from statuses: [ReceiverID: ReceiverStatus] = [:], policy: ContactPolicy) {
        self.statuses = statuses
        self.policy = policy
    }

    /// Takes in a stored frame: what it means for the status, and the numbers that it told.
    mutating func take(
        _ event: StatusEvent, _ observed: [Observation], of receiver: ReceiverID
    ) -> [StatusEffect] {
        changed.insert(receiver)
        observations += observed.map { ObservationDraft(receiver: receiver, frame: event.frame, observation: $0) }
        return statuses[receiver, default: ReceiverStatus()].fold(event, policy: policy)
    }

    /// Takes in that a receiver sent something again.
    mutating func take(_ repetition: FrameRepetition, of receiver: ReceiverID) {
        changed.insert(receiver)
        statuses[receiver, default: ReceiverStatus()].touch(at: repetition.receivedAt, way: repetition.way)
    }

    /// The observations since it was last asked for them.
    mutating func takeObservations() -> [ObservationDraft] {
        defer { observations = [] }
        return observations
    }

    /// Writes what has changed.
    mutating func keep(in store: any StoreWriter) throws(StoreError) {
        try store.setStatuses(statuses.filter { changed.contains($0.key) })
        try store.add(takeObservations())
    }
}
