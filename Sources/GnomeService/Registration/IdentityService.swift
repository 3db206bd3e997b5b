// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Lets people decide who is who: what to make of newcomers with a key that does not fit, and how to take that back.
public struct IdentityService: Sendable {
    private let store: any Store
    private let policy: ContactPolicy

    /// A service over a store.
    public init(store: any Store, policy: ContactPolicy = ContactPolicy()) {
        self.store = store
        self.policy = policy
    }

    /// A conflict with what people need to decide.
    public struct Explained: Sendable, Hashable {
        /// The conflict.
        public var conflict: IdentityConflict
        /// The receiver whose serial the newcomer names.
        public var receiver: Receiver
        /// What probably happened.
        public var explanation: ConflictExplanation
    }

    /// A page of the conflicts, the newest first.
    ///
    /// - Parameters:
    ///   - filter: Which conflicts.
    ///   - before: Only such as were opened before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    /// - Throws: `StoreError`.
    public func conflicts(
        matching filter: IdentityConflictFilter, before: IdentityConflictID?, limit: Int
    ) async throws(StoreError) -> [Explained] {
        try await store.read { store throws(StoreError) in
            var explained: [Explained] = []
            for conflict in try store.identityConflicts(matching: filter, before: before, limit: limit) {
                explained.append(try Self.explain(conflict, in: store))
            }
            return explained
        }
    }

    /// One conflict.
    ///
    /// - Throws: `StoreError` notFound where there is none.
    public func conflict(_ id: IdentityConflictID) async throws(StoreError) -> Explained {
        try await store.read { store throws(StoreError) in
            guard let conflict = try store.identityConflict(id) else { throw StoreError.noConflict }
            return try Self.explain(conflict, in: store)
        }
    }

    /// What a settlement came to.
    public struct Settled: Sendable, Hashable {
        /// The conflict as it is now.
        public var conflict: IdentityConflict
        /// How many frames of the newcomer were taken in.
        public var released = 0
        /// How many frames of the newcomer were dropped.
        public var dropped = 0
        /// The receiver that a split made.
        public var split: Serial?
    }

    /// Settles a conflict.
    ///
    /// - Parameters:
    ///   - id: The conflict.
    ///   - act: What is decided.
    ///   - claim: Who decides, as far as the key of another receiver goes with it.
    ///   - author: Who decides.
    ///   - now: When.
    /// - Throws: `StoreError` notFound where there is none; conflict where it is settled already, the act does not fit
    ///   what was seen, or the other receiver is not theirs. Then nothing has changed.
    public func settle(
        _ id: IdentityConflictID, by act: ConflictSettlement.Act, claim: ReceiverClaim, author: Author,
        at now: Timestamp
    ) async throws(StoreError) -> Settled {
        let policy = policy
        return try await store.write { store throws(StoreError) in
            let settling = try ConflictSettling(id, in: store, policy: policy, claim: claim, author: author, at: now)
            return try settling.settle(by: act)
        }
    }

    /// Takes the last settlement of a receiver back: keys and states are as they were, and the conflict is open again.
    ///
    /// What was taken in stays with the receiver that got it, and what was dropped is gone.
    ///
    /// - Throws: `StoreError` notFound where there is no such conflict; conflict where it is open, something was decided on
    ///   the receiver since, or the other receiver of a swap is not theirs.
    public func undo(
        _ id: IdentityConflictID, claim: ReceiverClaim, author: Author, at now: Timestamp
    ) async throws(StoreError) -> IdentityConflict {
        let policy = policy
        return try await store.write { store throws(StoreError) in
            try ConflictSettling(id, in: store, policy: policy, claim: claim, author: author, at: now).undo()
        }
    }

    private static func explain(
        _ conflict: IdentityConflict, in store: any StoreReader
    ) throws(StoreError) -> Explained {
        guard let receiver = try store.receiver(conflict.receiver) else { throw StoreError.noConflict }
        let holder = try conflict.facts.holder.flatMap { serial throws(StoreError) in
            serial == receiver.serial ? nil : try store.receivers([serial])[serial]
        }
        let statuses = try store.statuses([receiver.id] + (holder.map { [$0.id] } ?? []))
        return Explained(
            conflict: conflict, receiver: receiver,
            explanation: ConflictExplanation(
                conflict, under: receiver.serial, wasHeard: statuses[receiver.id]?.firstContactAt != nil,
                holderHeardAt: holder.flatMap { statuses[$0.id]?.lastContactAt }))
    }
}
