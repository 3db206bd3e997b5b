// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// One decision on one identity conflict within a transaction, or its undoing.
struct ConflictSettling {
    private let store: any StoreWriter
    private let policy: ContactPolicy
    private let claim: ReceiverClaim
    private let author: Author
    private let moment: Timestamp
    private let conflict: IdentityConflict
    private let receiver: Receiver
    private var key: KeyDigest { conflict.facts.shownKey }

    init(
        _ id: IdentityConflictID, in store: any StoreWriter, policy: ContactPolicy, claim: ReceiverClaim,
        author: Author, at moment: Timestamp
    ) throws(StoreError) {
        guard let conflict = try store.identityConflict(id), let receiver = try store.receiver(conflict.receiver) else {
            throw StoreError.noConflict
        }
        self.store = store
        self.policy = policy
        self.claim = claim
        self.author = author
        self.moment = moment
        self.conflict = conflict
        self.receiver = receiver
    }

    func settle(by act: ConflictSettlement.Act) throws(StoreError) -> IdentityService.Settled {
        guard conflict.settlement == nil else {
            throw StoreError(.conflict, "The conflict is settled already. Undo that first.")
        }
        var before = ConflictSettlement.Before(key: receiver.key, registration: receiver.registration)
        var settled = IdentityService.Settled(conflict: conflict)
        let holder = try holder
        switch act {
        case .accept:
            guard holder == nil else {
                throw StoreError(.conflict, "\(holder?.serial.text ?? "") has this key. Swap, if its card was moved.")
            }
            try give(key, to: receiver)
        case .swap:
            guard let holder else {
                throw StoreError(.conflict, "No other receiver has this key. Accept it, if the card is a new one.")
            }
            try holder.refuse(unless: claim)
            before.holder = holder.id
            try store.setKey(nil, of: holder.id, at: moment, ending: .moved)
            try give(key, to: receiver)
        case .split:
            guard holder == nil else {
                throw StoreError(.conflict, "\(holder?.serial.text ?? "") has this key. Swap, or reject the newcomer.")
            }
            let twin = try makeTwin()
            (before.split, settled.split) = (twin.id, twin.serial)
            try store.update(try calm(receiver))
        case .reject:
            try store.update(try calm(receiver))
            settled.dropped = try WaitingFrames(serial: receiver.serial, reasons: WaitingFrames.ofNewcomers)
                .drop(with: key, in: store, by: author, because: "Its sender was rejected.", at: moment)
        }
        settled.conflict.settlement = ConflictSettlement(act: act, at: moment, by: author.name, before: before)
        try store.update(settled.conflict)
        if act != .reject {
            let reasons = act == .split ? [.keyChanged] : WaitingFrames.ofNewcomers
            settled.released = try WaitingFrames(serial: receiver.serial, reasons: reasons)
                .take(into: store, policy: policy)
        }
        try record("identity.\(act.rawValue)", before: conflict, after: settled.conflict)
        return settled
    }

    func undo() throws(StoreError) -> IdentityConflict {
        guard let settlement = conflict.settlement else { throw StoreError(.conflict, "The conflict is open.") }
        let later = try store.identityConflicts(of: receiver.id).contains { other in
            other.id != conflict.id && (other.settlement.map { $0.at > settlement.at } ?? false)
        }
        let made = settlement.act == .accept || settlement.act == .swap ? key : settlement.before.key
        guard !later, receiver.key == made, try isFree(settlement) else {
            throw StoreError(.conflict, "Something was decided on \(receiver.serial) since. Undo that first.")
        }
        switch settlement.act {
        case .accept: try restore(settlement.before)
        case .swap:
            let holder = try settlement.before.holder.flatMap { id throws(StoreError) in try store.receiver(id) }
            try holder?.refuse(unless: claim)
            try restore(settlement.before)
            if let holder { try store.setKey(key, of: holder.id, at: moment, ending: .undone) }
        case .split:
            if let id = settlement.before.split, var twin = try store.receiver(id) {
                try store.setKey(nil, of: id, at: moment, ending: .undone)
                // Nobody can restore it: it never was a receiver of its own.
                (twin.registration, twin.since, twin.purgedAt) = (.decommissioned, moment, moment)
                twin.revision += 1
                try store.update(twin)
            }
            try restore(settlement.before)
        case .reject: try restore(settlement.before)
        }
        var open = conflict
        open.settlement = nil
        try store.update(open)
        try record("identity.undo", before: conflict, after: open)
        return open
    }

    /// Whether every key can go back to where it was: nobody else has it, and nobody has got another one since.
    private func isFree(_ settlement: ConflictSettlement) throws(StoreError) -> Bool {
        let before = settlement.before
        if let former = before.key, former != receiver.key,
            try store.holder(of: former, besides: receiver.id) != nil
        {
            return false
        }
        if let holder = before.holder, try store.receiver(holder)?.key != nil { return false }
        if let split = before.split, try store.receiver(split)?.key != key { return false }
        return true
    }

    /// Another receiver whose live key is the newcomer's.
    private var holder: Receiver? {
        get throws(StoreError) { try store.holder(of: key, besides: receiver.id) }
    }

    /// Makes the key of the newcomer the live one; whoever decides that also says that the receiver belongs here.
    private func give(_ key: KeyDigest, to receiver: Receiver) throws(StoreError) {
        var changed = try calm(receiver)
        if let step = try ReceiverAct.step(.accept, of: receiver, at: moment, grace: ReceiverLife.grace) {
            (changed.registration, changed.since) = (step.registration, moment)
        }
        try store.update(changed)
        try store.setKey(key, of: receiver.id, at: moment, ending: .replaced)
    }

    /// The receiver with the next newcomer that still waits for a decision, if there is one.
    private func calm(_ receiver: Receiver) throws(StoreError) -> Receiver {
        var changed = receiver
        let next = try store.identityConflicts(of: receiver.id).first {
            $0.id != conflict.id && $0.settlement == nil
        }
        changed.heldKey = next.map { HeldKey(key: $0.facts.shownKey, since: $0.openedAt, frames: max(1, $0.frames)) }
        changed.revision += 1
        return changed
    }

    /// Registers the newcomer as a receiver of its own, with the next suffix that Motus too gives in such a case.
    private func makeTwin() throws(StoreError) -> Receiver {
        let hardware = receiver.serial.ofHardware.text
        let serials = (1...9).compactMap { Serial("\(hardware)_\($0)") }.filter { $0.motusAlias != nil }
        let taken = try store.receivers(serials)
        guard let serial = serials.first(where: { taken[$0] == nil }) else {
            throw StoreError(.conflict, "\(receiver.serial) can't be split: no suffix from _1 to _9 is free.")
        }
        return try store.register(
            ReceiverDraft(
                serial: serial, registration: .accepted, project: receiver.project, key: key, registeredAt: moment))
    }

    private func restore(_ before: ConflictSettlement.Before) throws(StoreError) {
        var restored = receiver
        if restored.registration != before.registration {
            (restored.registration, restored.since) = (before.registration, moment)
        }
        restored.heldKey = HeldKey(key: key, since: conflict.openedAt, frames: max(1, conflict.frames))
        restored.revision += 1
        try store.update(restored)
        try store.setKey(before.key, of: receiver.id, at: moment, ending: .undone)
    }

    private func record(
        _ action: String, before: IdentityConflict, after: IdentityConflict
    ) throws(StoreError) {
        struct Fields: Encodable {
            let conflict: Int64
            let key: String
            let decided: ConflictSettlement.Act?
        }
        func text(_ conflict: IdentityConflict) -> String {
            AuditText(
                Fields(conflict: conflict.id.rawValue, key: key.description, decided: conflict.settlement?.act)
            ).text
        }
        try store.record(
            author.entry(
                action, "receiver \(receiver.serial)", before: text(before), after: text(after), at: moment))
    }
}
