// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Takes a batch of frames into the store: the part of the way that happens in one transaction.
///
/// All is decided by rules of GnomeCore; here their decisions meet what the store knows, in the order of arrival.
struct IngestTransaction {
    /// How long a copy that a broker hands out again may have been out: RabbitMQ's default ack timeout of 30 minutes.
    static let redeliveryWindow = Duration.seconds(1800)

    private let store: any StoreWriter
    private let policy: ContactPolicy
    private var receivers: [Serial: Receiver] = [:]
    private var changed: Set<Serial> = []
    private var report = IngestReport()
    private var frames: [(index: Int, draft: FrameDraft, accepted: ReadFrame.Accepted)] = []
    private var waiting: [QuarantineDraft] = []

    init(_ store: any StoreWriter, policy: ContactPolicy) {
        self.store = store
        self.policy = policy
    }

    /// Takes the frames in.
    mutating func take(_ batch: [ReadFrame]) throws(StoreError) -> IngestReport {
        let senders = Set(batch.compactMap { try? $0.result.get().sender })
        receivers = try store.receivers(Array(senders))
        for (index, read) in batch.enumerated() {
            switch read.result {
            case .success(let accepted): try admit(read, accepted, index: index)
            case .failure(let refusal): try quarantine(read, refusal.reason, refusal.detail, claimed: refusal.claimed)
            }
        }
        for serial in changed.sorted() { if let receiver = receivers[serial] { try store.update(receiver) } }
        try storeFrames()
        _ = try store.quarantine(waiting)
        return report
    }

    private mutating func admit(_ read: ReadFrame, _ accepted: ReadFrame.Accepted, index: Int) throws(StoreError) {
        let sender = accepted.sender
        let known = receivers[sender]
        switch (Admission.decide(read.frame.proof, receiver: known), known) {
        case (.accept, let receiver?):
            try accept(read, accepted, by: receiver, index: index)
        case (.acceptAndTrust(let key), var receiver?):
            receiver.key = key
            change(receiver)
            report.effects.append(.trustedKey(sender))
            try accept(read, accepted, by: receiver, index: index)
        case (.hold(let key), let receiver?):
            change(receiver.holding(key, at: read.frame.receivedAt))
            if receiver.heldKey?.key != key { report.effects.append(.heldKey(sender)) }
            let detail = "known with key \(receiver.key?.description ?? "none"), came with key \(key)"
            try quarantine(read, .keyChanged, detail, claimed: sender)
        case (.wait(let key), var receiver?):
            if let key {
                receiver.key = key
                change(receiver)
                report.effects.append(.trustedKey(sender))
            }
            try quarantine(read, .receiverPending, "waits for acceptance", claimed: sender)
        case (.registerPending(let key), _), (.wait(let key), nil):
            receivers[sender] = try store.register(
                ReceiverDraft(serial: sender, registration: .pending, key: key, registeredAt: read.frame.receivedAt))
            report.effects.append(.registeredPending(sender))
            try quarantine(read, .receiverPending, "first heard now, waits for acceptance", claimed: sender)
        case (.accept, nil), (.acceptAndTrust, nil), (.hold, nil):
            preconditionFailure("only a registered receiver is accepted or held")
        }
    }

    private mutating func accept(
        _ read: ReadFrame, _ accepted: ReadFrame.Accepted, by receiver: Receiver, index: Int
    ) throws(StoreError) {
        if try isRepeatedCopy(
            read,
            in: { since throws(StoreError) in
                try store.hasFrame(of: receiver.id, content: read.content, since: since)
            })
        {
            report.outcomes.append(.repeated)
            return
        }
        let draft = FrameDraft(
            receiver: receiver.id, key: read.key, kind: accepted.message.kind,
            deviceTime: accepted.message.deviceTime, frame: read.frame)
        report.outcomes.append(.repeated)  // until the store says that it is new
        frames.append((index, draft, accepted))
    }

    private mutating func quarantine(
        _ read: ReadFrame, _ reason: QuarantineReason, _ detail: String, claimed: Serial?
    ) throws(StoreError) {
        if try isRepeatedCopy(
            read,
            in: { since throws(StoreError) in
                try store.hasQuarantined(claimed, content: read.content, since: since)
            })
        {
            report.outcomes.append(.repeated)
            return
        }
        report.outcomes.append(.quarantined(reason))
        waiting.append(
            QuarantineDraft(reason: reason, detail: detail, claimedSerial: claimed, key: read.key, frame: read.frame))
    }

    /// Whether a sender that gives no id sent just this before, and the broker hands out the copy again.
    ///
    /// Without an id, equal words at another time are another message; so only a copy that the broker calls redelivered is
    /// looked up by its content. Two equal messages that were both on the way when the server died are then stored once.
    private func isRepeatedCopy(
        _ read: ReadFrame, in isThere: (Timestamp) throws(StoreError) -> Bool
    ) throws(StoreError) -> Bool {
        guard read.intake.isRedelivered, read.key == .content(of: read) else { return false }
        return try isThere(read.frame.receivedAt.advanced(by: .zero - Self.redeliveryWindow))
    }

    private mutating func change(_ receiver: Receiver) {
        receivers[receiver.serial] = receiver
        changed.insert(receiver.serial)
    }

    private mutating func storeFrames() throws(StoreError) {
        guard !frames.isEmpty else { return }
        let ids = try store.insert(frames.map(\.draft))
        var statuses = try store.statuses(Array(Set(frames.map(\.draft.receiver))))
        var touched: Set<ReceiverID> = []
        for ((index, draft, accepted), id) in zip(frames, ids) {
            guard let id else { continue }
            report.outcomes[index] = .stored(id)
            let event = StatusEvent(accepted.message, frame: id, of: draft.frame)
            let effects = statuses[draft.receiver, default: ReceiverStatus()].fold(event, policy: policy)
            report.effects += effects.map { .status(accepted.sender, $0) }
            touched.insert(draft.receiver)
        }
        try store.setStatuses(statuses.filter { touched.contains($0.key) })
    }
}

extension FrameKey {
    /// The key that a frame has when nothing but its content and its moment tells it apart.
    fileprivate static func content(of read: ReadFrame) -> FrameKey {
        FrameKey(rawValue: "\(read.content.rawValue)@\(read.frame.receivedAt.microseconds)")
    }
}
