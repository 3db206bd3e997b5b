// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Folds the frames of one receiver again, in one transaction: the part of a rebuild that knows frames.
struct ReceiverRebuild {
    /// How many frames are in memory at once.
    static let page = 50

    let receiver: Receiver
    let permissions: Set<StoreRebuild.Permission>
    /// Told after each page how many frames it had.
    let progress: @Sendable (_ frames: Int) -> Void

    /// Puts what the frames tell in the place of what is kept, and compares both.
    func run(in store: any StoreWriter) throws(StoreError) -> RebuiltReceiver {
        let before = try ReceiverAccount(of: receiver.id, in: store)
        let reach = permissions.contains(.oldObservations) ? SeriesReach() : SeriesReach(try store.retentionMarks())
        try store.removeSeries(of: receiver.id)
        // The policy decides about effects, which are told once and not again; the status does not depend on it.
        var fold = FrameFold(policy: ContactPolicy())
        var (frames, unreadable) = (0, 0)
        var last: FrameID?
        while case let history = try store.history(of: receiver.id, after: last, limit: Self.page), !history.isEmpty {
            for frame in history where !take(frame, into: &fold) { unreadable += 1 }
            try store.add(
                fold.takeObservations().map { draft in
                    var draft = draft
                    draft.details = reach.details(of: draft)
                    return draft
                })
            frames += history.count
            last = history.last?.stored.id
            progress(history.count)
        }
        // A receiver that was never heard has no status, or an empty one; both say the same.
        try store.setStatuses([receiver.id: fold.statuses[receiver.id] ?? ReceiverStatus()])
        let after = try ReceiverAccount(of: receiver.id, in: store)
        let differences = RebuiltReceiver.Difference.between(before, after)
        return RebuiltReceiver(
            serial: receiver.serial, frames: frames, unreadable: unreadable,
            obstacle: differences.isEmpty ? nil : obstacle(before.status, frames: frames, unreadable: unreadable),
            differences: differences)
    }

    /// Why what the frames tell may be less than what is kept, unless that is allowed.
    private func obstacle(
        _ status: ReceiverStatus, frames: Int, unreadable: Int
    ) -> RebuiltReceiver.Obstacle? {
        if status.frames > frames, !permissions.contains(.fewerFrames) { return .framesGone }
        if unreadable > 0, !permissions.contains(.unreadableFrames) { return .framesUnreadable }
        return nil
    }

    /// Takes in a frame as it was taken in when it came; false where it can't be read any more.
    private func take(_ frame: HistoricFrame, into fold: inout FrameFold) -> Bool {
        let stored = frame.stored
        let read = try? ReadFrame(Intake(stored.frame)).result.get()
        let event =
            read.map { StatusEvent($0.message, frame: stored.id, of: stored.frame, wasHeld: frame.wasHeld) }
            ?? StatusEvent(
                frame: stored.id, kind: stored.kind, way: stored.frame.way, receivedAt: stored.frame.receivedAt,
                announcedDelay: nil, wasHeld: frame.wasHeld)
        let observations = read?.observations ?? Observations(contactBy: stored.frame).list
        _ = fold.take(event, observations, of: receiver.id)
        if let repetition = frame.repetition { fold.take(repetition, of: receiver.id) }
        return read != nil
    }
}
