// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

extension RegistrationService {
    /// What a receiver gets that registers itself.
    public struct Enrolled: Sendable, Hashable {
        /// What became of it.
        public enum Outcome: Sendable, Hashable {
            /// It is in the register, and in service.
            case registered(Registered)
            /// It is known with another key: what it sends with this one waits until a person decides.
            case held(IdentityConflictID)
        }

        /// What became of it.
        public var outcome: Outcome
        /// The key that was made for it, and is in no other place; nothing where it showed its own.
        public var key: String?
    }

    /// Registers a receiver that has an enrolment token, into the project that granted it.
    ///
    /// Nobody takes a serial over that way: one that is known with another key becomes an identity conflict.
    ///
    /// - Parameters:
    ///   - serial: Its serial.
    ///   - text: The key of its card, where it has one; else one is made.
    ///   - project: The project that granted the token.
    ///   - author: The token.
    ///   - now: When.
    /// - Throws: `StoreError` conflict where it is another's, or was rejected or decommissioned; invalid where
    ///   the key can't be one.
    public func enrol(
        _ serial: Serial, key text: String?, into project: ProjectID, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Enrolled {
        if let text { try StoreError.refuse(ReceiverImport.keyProblems(text)) }
        let key = text.map(ReceiverKeyText.init(text:)) ?? ReceiverKeyText()
        return try await store.write { store throws(StoreError) in
            try self.enrol(serial, key, isMade: text == nil, into: project, by: author, at: now, in: store)
        }
    }

    /// Registers a receiver that shows an enrolment token, and counts that use of the token with it.
    ///
    /// One that is in the project with that key already is told so once more, and uses nothing: its answer may have been lost.
    ///
    /// - Parameters:
    ///   - serial: Its serial.
    ///   - text: The key of its card, where it has one; else one is made.
    ///   - token: The token as it was shown.
    ///   - source: From where it comes: an address.
    ///   - now: When.
    /// - Returns: What became of it; nothing where the token is none, is revoked or expired, or was used as often as it may be.
    /// - Throws: As ``enrol(_:key:into:by:at:)``; then the token was not used.
    public func enrol(
        _ serial: Serial, key text: String?, showing token: String, from source: String, at now: Timestamp
    ) async throws(StoreError) -> Enrolled? {
        if let text { try StoreError.refuse(ReceiverImport.keyProblems(text)) }
        let key = text.map(ReceiverKeyText.init(text:)) ?? ReceiverKeyText()
        return try await store.write { store throws(StoreError) -> Enrolled? in
            guard let proof = TokenText(token), proof.kind == .enrolment,
                let shown = try store.token(shown: proof, at: now, despite: .usedUp), let project = shown.terms.project
            else { return nil }
            let known = try store.receivers([serial])[serial]
            let isIn = known?.project == project && known?.key == key.digest
            if !isIn, try store.use(shown.id, at: now) == nil { return nil }
            let author = Author(name: "enrolment token \(shown.id.rawValue)", source: source)
            return try self.enrol(serial, key, isMade: text == nil, into: project, by: author, at: now, in: store)
        }
    }

    private func enrol(
        _ serial: Serial, _ key: ReceiverKeyText, isMade: Bool, into project: ProjectID, by author: Author,
        at now: Timestamp, in store: any StoreWriter
    ) throws(StoreError) -> Enrolled {
        let known = try store.receivers([serial])[serial]
        let claim = ReceiverClaim.enrolment(project, key: key.digest)
        try known?.refuse(unless: claim)
        if let known, known.registration == .rejected || known.registration == .decommissioned {
            throw StoreError(.conflict, "\(serial) is not in service. A manager must accept or restore it first.")
        }
        let held = try Self.hold(key.digest, of: known, at: now, in: store)
        let made = isMade ? key.text : nil
        if let (receiver, conflict) = held {
            try store.record("receiver.enrol-held", receiver, receiver, by: author, at: now)
            return Enrolled(outcome: .held(conflict), key: made)
        }
        let wish = ReceiverWish(.add, serial, project: project, key: key.digest)
        let act = ReceiverAct(wish, claim: claim, by: author, at: now, policy: policy, grace: grace)
        return Enrolled(outcome: .registered(try act.registered(in: store)), key: made)
    }

    /// Holds a newcomer with a key that does not fit: the receiver has another, or another receiver has it.
    private static func hold(
        _ key: KeyDigest, of known: Receiver?, at now: Timestamp, in store: any StoreWriter
    ) throws(StoreError) -> (Receiver, IdentityConflictID)? {
        guard let known, known.key != nil, known.key != key else { return nil }
        var newcomers = Newcomers(store)
        _ = try newcomers.saw(key, under: known, at: now, isCounted: false)
        try newcomers.keep()
        try store.update(known.holding(key, at: now))
        guard
            let conflict = try store.identityConflicts(of: known.id).first(where: { $0.facts.shownKey == key })
        else { return nil }
        return (known, conflict.id)
    }
}
