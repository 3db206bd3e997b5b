// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// One act on one receiver within a transaction: what it comes to, what follows from it, and its entry in the audit.
struct ReceiverAct {
    private let wish: ReceiverWish
    private let claim: ReceiverClaim
    private let sentence: String
    private let author: Author
    private let moment: Timestamp
    private let policy: ContactPolicy
    private let grace: Duration

    init(
        _ wish: ReceiverWish, claim: ReceiverClaim = .server, because sentence: String = "", by author: Author,
        at moment: Timestamp, policy: ContactPolicy, grace: Duration
    ) {
        self.wish = wish
        self.claim = claim
        self.sentence = sentence
        self.author = author
        self.moment = moment
        self.policy = policy
        self.grace = grace
    }

    /// What an act came to.
    struct Result {
        var outcome: RegistrationService.Registered.Outcome
        var released = 0
        var dropped = 0
    }

    /// What an act came to, with the receiver as it is then.
    func registered(in store: any StoreWriter) throws(StoreError) -> RegistrationService.Registered {
        let result = try run(in: store)
        return RegistrationService.Registered(
            overview: try store.requireOverview(wish.serial), outcome: result.outcome, released: result.released,
            dropped: result.dropped)
    }

    func run(in store: any StoreWriter) throws(StoreError) -> Result {
        try StoreError.refuse(wish.problems)
        if let project = wish.project { try store.require(project) }
        let known = try store.receivers([wish.serial])[wish.serial]
        try known?.refuse(unless: claim, into: wish.project)
        let step = try Self.step(wish.act, of: known, at: moment, grace: grace)
        try checkKey(of: known, in: store)
        guard let known else { return try register(as: step, in: store) }
        var after = known
        after.project = wish.project ?? known.project
        after.name = wish.name ?? known.name
        if let step { change(&after, by: step) }
        let newKey = wish.key.flatMap { $0 == known.key ? nil : $0 }
        guard after != known || newKey != nil else { return Result(outcome: .unchanged) }
        after.revision += 1
        try store.update(after)
        if let newKey {
            try store.setKey(newKey, of: known.id, at: moment, ending: .replaced)
            after.key = newKey
        }
        var result = Result(outcome: Self.outcome(from: known, to: after, by: step))
        if let step { try carryOut(step, on: &after, in: store, &result) }
        try store.record("receiver.\(wish.act.rawValue)", known, after, by: author, at: moment)
        return result
    }

    /// What an act comes to by the rules, with their refusal in the store's words.
    static func step(
        _ act: ReceiverLife.Act, of receiver: Receiver?, at moment: Timestamp, grace: Duration
    ) throws(StoreError) -> ReceiverLife.Step? {
        do throws(ReceiverLife.Refusal) {
            return try ReceiverLife.step(act, of: receiver, at: moment, grace: grace)
        } catch {
            throw StoreError(receiver == nil ? .notFound : .conflict, error.description)
        }
    }

    /// Refuses a key that another receiver has, or that would end another one without anybody having said so.
    private func checkKey(of known: Receiver?, in store: any StoreReader) throws(StoreError) {
        guard let key = wish.key, key != known?.key else { return }
        if let known, known.key != nil {
            throw StoreError(
                .conflict, "\(wish.serial) is known with another key. Rotate its key, or settle its identity conflict.")
        }
        if try store.holder(of: key, besides: known?.id) != nil {
            throw StoreError(.conflict, "Another receiver has this key: each card has its own.")
        }
    }

    private func register(as step: ReceiverLife.Step?, in store: any StoreWriter) throws(StoreError) -> Result {
        let receiver = try store.register(
            ReceiverDraft(
                serial: wish.serial, registration: step?.registration ?? .accepted, project: wish.project,
                name: wish.name, key: wish.key, registeredAt: moment))
        try store.record("receiver.\(wish.act.rawValue)", nil, receiver, by: author, at: moment)
        return Result(outcome: .registered)
    }

    private func change(_ receiver: inout Receiver, by step: ReceiverLife.Step) {
        if receiver.registration != step.registration {
            (receiver.registration, receiver.since) = (step.registration, moment)
            // A receiver that comes back after it was purged begins anew.
            receiver.purgedAt = nil
        }
        if step.consequences.contains(.forgetsKeys) {
            receiver.purgedAt = moment
            receiver.heldKey = nil
        }
    }

    private static func outcome(
        from before: Receiver, to after: Receiver, by step: ReceiverLife.Step?
    ) -> RegistrationService.Registered.Outcome {
        guard step != nil else { return .renamed }
        return after.registration == .accepted && before.registration != .decommissioned ? .accepted : .changed
    }

    private func carryOut(
        _ step: ReceiverLife.Step, on receiver: inout Receiver, in store: any StoreWriter, _ result: inout Result
    ) throws(StoreError) {
        let consequences = step.consequences
        if consequences.contains(.endsDeployments) { try endDeployments(of: receiver.id, in: store) }
        if consequences.contains(.revokesCredential) {
            try BrokerAccounts.revoke(receiver.serial, in: store, at: moment)
        }
        if consequences.contains(.forgetsKeys), receiver.key != nil {
            try store.setKey(nil, of: receiver.id, at: moment, ending: .purged)
            receiver.key = nil
        }
        if consequences.contains(.takesWaiting) {
            result.released = try WaitingFrames(serial: wish.serial, reasons: WaitingFrames.ofLife)
                .take(into: store, policy: policy)
        }
        if consequences.contains(.dropsWaiting) {
            let reasons = WaitingFrames.ofLife.union(WaitingFrames.ofNewcomers)
            result.dropped = try WaitingFrames(serial: wish.serial, reasons: reasons)
                .drop(in: store, by: author, because: sentence, at: moment)
        }
    }

    /// Ends what goes on; what would only begin later goes.
    private func endDeployments(of receiver: ReceiverID, in store: any StoreWriter) throws(StoreError) {
        for var deployment in try store.deployments(of: receiver)
        where deployment.details.interval.end.map({ $0 > moment }) ?? true {
            if let interval = deployment.details.interval.ending(at: moment) {
                deployment.details.interval = interval
                _ = try store.change(deployment)
            } else {
                try store.remove(deployment.id, seenAs: deployment.revision)
            }
        }
    }
}
