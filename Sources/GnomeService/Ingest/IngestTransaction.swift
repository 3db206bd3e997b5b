// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Takes a batch of frames into the store: the part of the way that happens in one transaction.
///
/// All is decided by rules of GnomeCore; here their decisions meet what the store knows, in the order of arrival.
struct IngestTransaction {
    /// Among how many of the newest rows a copy that a broker hands out again is looked for: no queue has more out than its
    /// prefetch, of at most 20,000; and what comes from elsewhere before it is handed out again has room besides.
    static let redeliveryWindow = 25_000

    private let store: any StoreWriter
    private let policy: ContactPolicy
    private let room: QuarantinePolicy
    /// As which entries the frames waited in quarantine until now, one each; empty where they came just now.
    private let held: [QuarantineID]
    private var wereHeld: Bool { !held.isEmpty }
    /// Rows that stood for a redelivered copy already: each stands for one.
    private(set) var matched: MatchedRows
    private var receivers: [Serial: Receiver] = [:]
    private var newcomers: Newcomers
    private var changed: Set<Serial> = []
    private var report = IngestReport()
    private var frames: [FrameDraft] = []
    /// What each of the frames says, and the place of its outcome.
    private var said: [(index: Int, accepted: ReadFrame.Accepted)] = []
    private var waiting: [(index: Int, draft: QuarantineDraft)] = []
    private var refused = RefusedFrames()
    /// How many receivers are pending, once that was asked.
    private var pending: Int?

    /// A transaction for frames that came just now.
    init(_ store: any StoreWriter, policy: ContactPolicy, room: QuarantinePolicy, matched: MatchedRows) {
        self.store = store
        newcomers = Newcomers(store)
        self.policy = policy
        self.room = room
        self.matched = matched
        held = []
    }

    /// A transaction for frames that were just released from these entries of the quarantine, one each.
    init(_ store: any StoreWriter, policy: ContactPolicy, held: [QuarantineID]) {
        self.store = store
        newcomers = Newcomers(store)
        self.policy = policy
        self.held = held
        room = QuarantinePolicy()
        matched = MatchedRows()
    }

    /// Takes the frames in.
    mutating func take(_ batch: [ReadFrame]) throws(StoreError) -> IngestReport {
        receivers = try store.receivers(Array(Set(batch.compactMap(\.named))))
        for read in batch {
            switch read.result {
            case .success(let accepted): try admit(read, accepted)
            case .failure(let refusal):
                // What nobody proved must not fill the room of the receiver that it names.
                let receiver = refusal.claimed.flatMap { receivers[$0] }
                let isProven = receiver?.isProven(by: read.frame.proof) ?? false
                try quarantine(
                    read, refusal.reason, refusal.detail, claimed: refusal.claimed,
                    to: isProven ? receiver.map { .receiver($0.serial) } : nil)
            }
        }
        for serial in changed.sorted() { if let receiver = receivers[serial] { try store.update(receiver) } }
        try newcomers.keep()
        try storeFrames()
        try storeWaiting()
        return report
    }

    private mutating func admit(_ read: ReadFrame, _ accepted: ReadFrame.Accepted) throws(StoreError) {
        let sender = accepted.sender
        let moment = read.frame.receivedAt
        if let own = try twin(read, accepted) { return try admit(read, own) }
        switch (Admission.decide(read.frame.proof, receiver: receivers[sender]), receivers[sender]) {
        case (.accept, let receiver?):
            if !wereHeld, receiver.heldKey != nil, case .key = read.frame.proof {
                try newcomers.sawOwn(receiver, at: moment)
            }
            try accept(read, accepted, by: receiver)
        case (.acceptAndTrust(let key), let receiver?):
            if try store.holder(of: key, besides: receiver.id) != nil {
                return try hold(read, of: receiver, with: key)
            }
            try accept(read, accepted, by: trust(key, of: receiver, at: moment))
        case (.hold(let key), let receiver?):
            try hold(read, of: receiver, with: key)
        case (.wait(let reason, let key), let receiver?):
            if let key {
                if try store.holder(of: key, besides: receiver.id) == nil {
                    _ = try trust(key, of: receiver, at: moment)
                } else {
                    try note(key, under: receiver, at: moment)
                }
            }
            // Who is not wanted has no room of its own.
            try quarantine(
                read, reason, reason == .receiverPending ? "waits for acceptance" : "not in service", claimed: sender,
                to: reason == .receiverRejected ? nil : .receiver(sender))
        case (.registerPending(let key), _), (.wait(_, let key), nil):
            guard try mayRegister() else { return refuse(read, .tooManyPending) }
            let isOthers = try key.map { key throws(StoreError) in try store.holder(of: key, besides: nil) != nil }
            let receiver = try store.register(
                ReceiverDraft(
                    serial: sender, registration: .pending, key: isOthers == true ? nil : key, registeredAt: moment))
            receivers[sender] = receiver
            if let key, isOthers == true { try note(key, under: receiver, at: moment) }
            report.effects.append(.registeredPending(sender))
            try quarantine(
                read, .receiverPending, "first heard now, waits for acceptance", claimed: sender,
                to: .receiver(sender))
        case (.accept, nil), (.acceptAndTrust, nil), (.hold, nil):
            preconditionFailure("only a registered receiver is accepted or held")
        }
    }

    /// The message as that of the receiver which a split made of a newcomer under its serial; nothing where none has its key.
    private mutating func twin(
        _ read: ReadFrame, _ accepted: ReadFrame.Accepted
    ) throws(StoreError) -> ReadFrame.Accepted? {
        guard case .key(_, let shown) = read.frame.proof, let receiver = receivers[accepted.sender],
            receiver.key != shown, let twin = try newcomers.twin(of: receiver, with: shown)
        else { return nil }
        receivers[twin.serial] = receivers[twin.serial] ?? twin
        var own = accepted
        own.sender = twin.serial
        return own
    }

    /// Makes the first key of a receiver its own.
    private mutating func trust(
        _ key: KeyDigest, of receiver: Receiver, at moment: Timestamp
    ) throws(StoreError) -> Receiver {
        var trusted = receiver
        trusted.key = key
        receivers[receiver.serial] = trusted
        try store.setKey(key, of: receiver.id, at: moment, ending: .replaced)
        report.effects.append(.trustedKey(receiver.serial))
        return trusted
    }

    /// Lets a frame wait that came with a key that is not its receiver's.
    private mutating func hold(
        _ read: ReadFrame, of receiver: Receiver, with key: KeyDigest
    ) throws(StoreError) {
        try note(key, under: receiver, at: read.frame.receivedAt)
        let detail = "known with key \(receiver.key?.description ?? "none"), came with key \(key)"
        try quarantine(read, .keyChanged, detail, claimed: receiver.serial)
    }

    /// Writes down that a key does not fit; where its newcomer was rejected before, people are left alone.
    private mutating func note(
        _ key: KeyDigest, under receiver: Receiver, at moment: Timestamp
    ) throws(StoreError) {
        let isOpen = try newcomers.saw(key, under: receiver, at: moment, isCounted: !wereHeld)
        guard isOpen, !wereHeld else { return }
        change(receiver.holding(key, at: moment))
        if receiver.heldKey?.key != key { report.effects.append(.heldKey(receiver.serial)) }
    }

    private mutating func accept(
        _ read: ReadFrame, _ accepted: ReadFrame.Accepted, by receiver: Receiver
    ) throws(StoreError) {
        if read.isNamelessCopy {
            let equal = try store.frames(
                withContent: read.content, of: receiver.id, amongNewest: Self.redeliveryWindow)
            if matched.frames.insertFirst(new: equal) {
                report.outcomes.append(.repeated)
                return
            }
        }
        if receiver.registration == .preauthorised {
            var activated = receiver
            (activated.registration, activated.since) = (.accepted, read.frame.receivedAt)
            change(activated)
            report.effects.append(.activated(receiver.serial))
        }
        let draft = FrameDraft(
            receiver: receiver.id, key: read.key, kind: accepted.message.kind,
            deviceTime: accepted.message.deviceTime, frame: read.frame, wasHeld: wereHeld)
        frames.append(draft)
        said.append((report.outcomes.count, accepted))
        report.outcomes.append(.repeated)  // until the store says that it is new
    }

    /// Lets a frame wait, in an account; in that of its source where nothing is said.
    private mutating func quarantine(
        _ read: ReadFrame, _ reason: QuarantineReason, _ detail: String, claimed: Serial?,
        to account: QuarantineAccount? = nil
    ) throws(StoreError) {
        if read.isNamelessCopy {
            let equal = try store.quarantine(
                withContent: read.content, of: claimed, amongNewest: Self.redeliveryWindow)
            if matched.quarantined.insertFirst(new: equal) {
                report.outcomes.append(.repeated)
                return
            }
        }
        let index = report.outcomes.count
        let draft = QuarantineDraft(
            id: wereHeld ? held[index] : nil, reason: reason, detail: detail, claimedSerial: claimed,
            account: account, key: read.key, frame: read.frame)
        waiting.append((index, draft))
        report.outcomes.append(.quarantined(reason))
    }

    /// Whether one more receiver may be pending; what a person sends in again is let in.
    private mutating func mayRegister() throws(StoreError) -> Bool {
        guard !wereHeld else { return true }
        let count = if let pending { pending } else { try store.pendingReceiverCount() }
        pending = min(count + 1, room.pendingReceivers)
        return count < room.pendingReceivers
    }

    private mutating func refuse(_ read: ReadFrame, _ refusal: QuarantineRefusal) {
        refused.add(read.frame, .receiverPending, refusal)
        report.outcomes.append(.refused(refusal))
    }

    /// Puts into quarantine what finds room there, and counts the rest; what had its place there goes back to it.
    private mutating func storeWaiting() throws(StoreError) {
        if !wereHeld, !waiting.isEmpty {
            // What waits there already needs no room.
            let known = try store.quarantined(waiting.map(\.draft))
            for ((index, _), id) in zip(waiting, known) where id != nil { report.outcomes[index] = .repeated }
            waiting = zip(waiting, known).filter { $1 == nil }.map(\.0)
            var room = try QuarantineRoom(room, for: waiting.map(\.draft.account), in: store)
            waiting.removeAll { index, draft in
                guard let refusal = room.take(draft) else { return false }
                refused.add(draft.frame, draft.reason, refusal)
                report.outcomes[index] = .refused(refusal)
                report.effects += Self.securityEvents(of: draft)
                return true
            }
        }
        for ((index, draft), id) in zip(waiting, try store.quarantine(waiting.map(\.draft))) {
            if id == nil {
                report.outcomes[index] = .repeated
            } else if !wereHeld {  // What was held before was told of when it came.
                report.effects += Self.securityEvents(of: draft)
            }
        }
        try store.count(refused.drops)
    }

    private static func securityEvents(of draft: QuarantineDraft) -> [IngestReport.Effect] {
        guard draft.reason.isSecurityEvent else { return [] }
        return [
            .securityEvent(
                IngestReport.SecurityEvent(
                    reason: draft.reason, detail: draft.detail, claimed: draft.claimedSerial, way: draft.frame.way))
        ]
    }

    private mutating func change(_ receiver: Receiver) {
        receivers[receiver.serial] = receiver
        changed.insert(receiver.serial)
    }

    private mutating func storeFrames() throws(StoreError) {
        guard !frames.isEmpty else { return }
        let ids = try store.insert(frames)
        var fold = FrameFold(from: try store.statuses(Array(Set(frames.map(\.receiver)))), policy: policy)
        var repetitions = Repetitions()
        // By their places, since a copy of a draft or of a message is one of a dozen parts.
        for place in frames.indices {
            let receiver = frames[place].receiver
            if let id = ids[place] {
                report.outcomes[said[place].index] = .stored(id)
                let event = StatusEvent(
                    said[place].accepted.message, frame: id, of: frames[place].frame, wasHeld: frames[place].wasHeld)
                for effect in fold.take(event, said[place].accepted.observations, of: receiver) {
                    report.effects.append(.status(said[place].accepted.sender, effect))
                }
                repetitions.place(before: id, of: receiver)
            } else if frames[place].frame.way == .http, !frames[place].wasHeld {
                // It came from the receiver just now; a broker's copy may be as old as it likes.
                let repetition = FrameRepetition(receivedAt: frames[place].frame.receivedAt, way: .http)
                fold.take(repetition, of: receiver)
                repetitions.add(repetition, of: receiver)
            }
        }
        try fold.keep(in: store)
        try store.keepRepetitions(repetitions.drafts)
    }
}

/// Rows that a redelivered copy was recognised by.
struct MatchedRows: Sendable {
    var frames: Set<FrameID> = []
    var quarantined: Set<QuarantineID> = []
}

extension Set {
    /// Inserts the first element that is not there yet; false where there is none.
    fileprivate mutating func insertFirst(new candidates: [Element]) -> Bool {
        guard let new = candidates.first(where: { !contains($0) }) else { return false }
        insert(new)
        return true
    }
}

extension ReadFrame {
    /// The receiver that it names, as sender or only as a claim.
    fileprivate var named: Serial? {
        switch result {
        case .success(let accepted): accepted.sender
        case .failure(let refusal): refusal.claimed
        }
    }

    /// Whether a broker hands this out again and its sender gave it no id, so that only its content can tell it.
    ///
    /// Without an id, equal words at another time are another message. So only what a broker calls redelivered is looked
    /// up by content, only among the rows that can have been on the way, and each row stands for one copy.
    fileprivate var isNamelessCopy: Bool { intake.isRedelivered && key.rawValue.hasPrefix("sha256:") }
}
