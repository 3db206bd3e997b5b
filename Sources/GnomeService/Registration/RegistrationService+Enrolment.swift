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
            let known = try store.receivers([serial])[serial]
            return try self.enrol(
                serial, known, key, isMade: text == nil, into: project, by: author, at: now, in: store)
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
    /// - Throws: `throttled` after too many wrong tokens from there, or where more than may come at once come from there or by
    ///   the token; `store` as ``enrol(_:key:into:by:at:)``. Then the token was not used.
    public func enrol(
        _ serial: Serial, key text: String?, showing token: String, from source: String, at now: Timestamp
    ) async throws(AccessError) -> Enrolled? {
        let visitor = Visitor(address: source)
        let pause = enrolments.pass("source \(visitor.source)", at: now)
        guard pause == .zero else { throw .throttled(pause) }
        let attempt: Attempt
        do throws(StoreError) {
            if let text { try StoreError.refuse(ReceiverImport.keyProblems(text)) }
            let key = text.map(ReceiverKeyText.init(text:)) ?? ReceiverKeyText()
            attempt = try await store.write { store throws(StoreError) in
                try self.attempt(serial, key, isMade: text == nil, showing: token, from: visitor, at: now, in: store)
            }
        } catch { throw .store(error) }
        switch attempt {
        case .enrolled(let enrolled): return enrolled
        case .wrong: return nil
        case .throttled(let wait): throw .throttled(wait)
        }
    }

    /// What came of a receiver's showing a token.
    private enum Attempt: Sendable, Refusing {
        case enrolled(Enrolled)
        case wrong
        case throttled(Duration)

        var isRefusal: Bool {
            switch self {
            case .enrolled: false
            case .wrong, .throttled: true
            }
        }
    }

    private func attempt(
        _ serial: Serial, _ key: ReceiverKeyText, isMade: Bool, showing shown: String, from visitor: Visitor,
        at now: Timestamp, in store: any StoreWriter
    ) throws(StoreError) -> Attempt {
        let place = "enrolments from \(visitor.source)"
        var wrong = try store.logInThrottle(of: place)
        let wait = wrong.wait(at: now, free: LogInThrottle.freeTriesOfSource)
        guard wait == .zero else {
            if denials.isNew(wrong, of: place) {
                let author = Author(name: "nobody", source: visitor.address)
                try store.record(author.entry("enrolment.throttle", place, at: now))
            }
            return .throttled(wait)
        }
        let known = try store.receivers([serial])[serial]
        guard let text = TokenText(shown), text.kind == .enrolment,
            let token = try store.token(shown: text, at: now, despite: .usedUp), let project = token.terms.project,
            case let isIn = known?.project == project && known?.key == key.digest,
            isIn || token.refusal(at: now) == nil
        else {
            wrong.fail(at: now)
            try store.setLogInThrottle(wrong, of: place)
            return .wrong
        }
        // Only who has the token takes from its rate: its number is no secret.
        let pause = enrolments.pass("token \(token.id.rawValue)", at: now)
        guard pause == .zero else { return .throttled(pause) }
        try store.setLogInThrottle(LogInThrottle(), of: place)
        if !isIn { _ = try store.use(token.id, at: now) }
        let author = Author(name: "enrolment token \(token.id.rawValue)", source: visitor.address)
        return .enrolled(try enrol(serial, known, key, isMade: isMade, into: project, by: author, at: now, in: store))
    }

    private func enrol(
        _ serial: Serial, _ known: Receiver?, _ key: ReceiverKeyText, isMade: Bool, into project: ProjectID,
        by author: Author,
        at now: Timestamp, in store: any StoreWriter
    ) throws(StoreError) -> Enrolled {
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
