// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Puts receivers into the register, decides what becomes of them, and takes in what waited for that.
///
/// Each change is one transaction, with what follows from it and with its entry in the audit.
public struct RegistrationService: Sendable {
    let store: any Store
    let policy: ContactPolicy
    let grace: Duration
    let enrolments: RateLimiter
    let denials = DenialMemory()

    /// A service over a store.
    ///
    /// - Parameters:
    ///   - store: Where the register is.
    ///   - policy: How long a receiver may stay away.
    ///   - grace: How long a decommissioned receiver can be restored.
    ///   - enrolmentRate: How many receivers may register themselves by one token, and from one place.
    public init(
        store: any Store, policy: ContactPolicy = ContactPolicy(), grace: Duration = ReceiverLife.grace,
        enrolmentRate: RateLimit = RateLimit(burst: 300, interval: .seconds(1))
    ) {
        self.store = store
        self.policy = policy
        self.grace = grace
        enrolments = RateLimiter(enrolmentRate)
    }

    /// What became of a receiver that a person put into the register.
    public struct Registered: Sendable, Hashable {
        /// What was done.
        public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
            /// It was unknown, and is registered now.
            case registered
            /// It waited for acceptance or had been rejected, and is accepted now.
            case accepted
            /// It was there already, and has another name, owner or key now.
            case renamed
            /// It is in another state now.
            case changed
            /// It was there already, as it should be.
            case unchanged
        }

        /// The receiver as it is now.
        public var overview: ReceiverOverview
        /// What was done.
        public var outcome: Outcome
        /// How many frames that had waited for it were taken in.
        public var released: Int
        /// How many frames that had waited of it were dropped.
        public var dropped = 0
    }

    /// Registers a receiver, or accepts a pending one and takes in what waited for it, in the order in which it came.
    ///
    /// Done twice, it changes nothing.
    ///
    /// - Parameters:
    ///   - serial: Its serial.
    ///   - name: What people call it; nothing leaves the name as it is.
    ///   - author: Who wants it.
    ///   - now: The time of registration.
    /// - Throws: `StoreError` where it could not be kept; then nothing has changed.
    public func add(
        _ serial: Serial, name: String?, by author: Author = .server, at now: Timestamp
    ) async throws(StoreError) -> Registered {
        try await fulfil(ReceiverWish(.add, serial, name: name), claim: .server, by: author, at: now)
    }

    /// Does with a receiver what somebody wants; done twice, it changes nothing.
    ///
    /// - Parameters:
    ///   - wish: What is wanted.
    ///   - claim: Who wants it of a receiver that is in the register already.
    ///   - sentence: Why what waits is dropped, where the wish is to reject.
    ///   - revision: The state of the receiver that was seen; nothing where that does not matter.
    ///   - author: Who wants it.
    ///   - now: When.
    /// - Throws: `StoreError` conflict where the claim does not hold, the state of the receiver does not allow it, it has
    ///   another key, or another receiver has the key; stale where it was changed since; invalid where a field can't be
    ///   taken. Then nothing has changed.
    public func fulfil(
        _ wish: ReceiverWish, claim: ReceiverClaim, because sentence: String = "Its receiver was rejected.",
        seenAs revision: Int64? = nil, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Registered {
        let act = ReceiverAct(
            wish, claim: claim, because: sentence, by: author, at: now, policy: policy, grace: grace)
        return try await store.write { store throws(StoreError) in
            if let revision { try store.receivers([wish.serial])[wish.serial]?.refuse(unlessSeenAs: revision) }
            return try act.registered(in: store)
        }
    }

    /// Gives a receiver another name or owner.
    ///
    /// - Parameters:
    ///   - serial: The receiver.
    ///   - name: What people call it; nothing takes its name away.
    ///   - project: Who owns it; nothing leaves it to nobody.
    ///   - revision: The state of the receiver that was seen.
    ///   - author: Who changes it.
    ///   - now: When.
    /// - Throws: `StoreError` notFound where it is not registered; stale where it was changed since; invalid where the name
    ///   can't be taken.
    public func change(
        _ serial: Serial, name: String?, project: ProjectID?, seenAs revision: Int64, by author: Author,
        at now: Timestamp
    ) async throws(StoreError) -> ReceiverOverview {
        try await store.write { store throws(StoreError) in
            let before = try store.require(serial)
            try before.refuse(unlessSeenAs: revision)
            try StoreError.refuse(ReceiverWish(.add, serial, name: name).problems)
            if let project { try store.require(project) }
            var after = before
            (after.name, after.project) = (name, project)
            if after != before {
                after.revision += 1
                try store.update(after)
                try store.record("receiver.change", before, after, by: author, at: now)
            }
            return try store.requireOverview(serial)
        }
    }

    /// Gives a receiver a new key in place of the one that it has, which ends.
    ///
    /// - Returns: The key, which is in no other place: 32 hexadecimal digits, as receivers write theirs.
    /// - Throws: `StoreError` notFound where it is not registered; conflict where it is not in service; stale where it was
    ///   changed since it was seen.
    public func rotateKey(
        of serial: Serial, seenAs revision: Int64? = nil, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> String {
        let key = ReceiverKeyText()
        try await store.write { store throws(StoreError) in
            var receiver = try store.require(serial)
            if let revision { try receiver.refuse(unlessSeenAs: revision) }
            guard receiver.registration != .rejected, receiver.registration != .decommissioned else {
                throw StoreError(.conflict, "\(serial) is not in service.")
            }
            let before = receiver
            receiver.revision += 1
            try store.update(receiver)
            try store.setKey(key.digest, of: receiver.id, at: now, ending: .rotated)
            receiver.key = key.digest
            try store.record("receiver.rotate-key", before, receiver, by: author, at: now)
        }
        return key.text
    }

    /// Purges what was decommissioned longer ago than the grace time: its keys go, and what waited of it.
    ///
    /// Frames, history and deployments stay.
    ///
    /// - Returns: Which receivers.
    /// - Throws: `StoreError`; what was purged before stays so.
    public func purge(at now: Timestamp) async throws(StoreError) -> [Serial] {
        let end = now.advanced(by: .zero - grace)
        var purged: [Serial] = []
        while true {
            // One at a time: much may wait of each.
            let serial: Serial? = try await store.write { [policy, grace] store throws(StoreError) in
                guard let due = try store.receivers(decommissionedBefore: end, limit: 1).first else { return nil }
                let act = ReceiverAct(
                    ReceiverWish(.purge, due.serial), because: "Its receiver was purged.", by: .server, at: now,
                    policy: policy, grace: grace)
                _ = try act.run(in: store)
                return due.serial
            }
            guard let serial else { return purged }
            purged.append(serial)
        }
    }
}

extension StoreReader {
    func require(_ serial: Serial) throws(StoreError) -> Receiver {
        guard let receiver = try receivers([serial])[serial] else {
            throw StoreError.noReceiver(serial)
        }
        return receiver
    }

    func requireOverview(_ serial: Serial) throws(StoreError) -> ReceiverOverview {
        guard let overview = try overview(serial) else {
            throw StoreError.noReceiver(serial)
        }
        return overview
    }
}

extension Receiver {
    /// Refuses what somebody wants of it who has no claim to it.
    func refuse(unless claim: ReceiverClaim, into project: ProjectID? = nil) throws(StoreError) {
        guard claim.holds(for: self, into: project) else {
            throw StoreError(
                .conflict, "\(serial) is known already, and not yours to take. Ask who manages it, or an administrator."
            )
        }
    }

    /// Refuses a change by who saw another state of it.
    fileprivate func refuse(unlessSeenAs revision: Int64) throws(StoreError) {
        guard self.revision == revision else {
            throw StoreError(.stale, "The receiver was changed since you looked at it. Look again.")
        }
    }
}
