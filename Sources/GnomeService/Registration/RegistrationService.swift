// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Puts receivers into the register, and takes in what waited for that.
public struct RegistrationService: Sendable {
    let store: any Store
    let policy: ContactPolicy

    /// A service over a store.
    public init(store: any Store, policy: ContactPolicy = ContactPolicy()) {
        self.store = store
        self.policy = policy
    }

    /// What became of a receiver that a person put into the register.
    public struct Registered: Sendable, Hashable {
        /// What was done.
        public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
            /// It was unknown, and is registered now.
            case registered
            /// It was pending, and is accepted now.
            case accepted
            /// It was there already, and has another name now.
            case renamed
            /// It was there already, as it should be.
            case unchanged
        }

        /// The receiver as it is now.
        public var overview: ReceiverOverview
        /// What was done.
        public var outcome: Outcome
        /// How many frames that had waited for it were taken in.
        public var released: Int
    }

    /// Registers a receiver, or accepts a pending one and takes in what waited for it, in the order in which it came.
    ///
    /// Done twice, it changes nothing.
    ///
    /// - Parameters:
    ///   - serial: Its serial.
    ///   - name: What people call it; nothing leaves the name as it is.
    ///   - now: The time of registration.
    /// - Throws: `StoreError` where it could not be kept; then nothing has changed.
    public func add(_ serial: Serial, name: String?, at now: Timestamp) async throws(StoreError) -> Registered {
        let policy = policy
        return try await store.write { store throws(StoreError) in
            let (outcome, released) = try Self.add(serial, name: name, at: now, in: store, policy: policy)
            guard let overview = try store.overview(serial) else {
                throw StoreError(.corrupt, "the receiver that was just registered is not there")
            }
            return Registered(overview: overview, outcome: outcome, released: released)
        }
    }

    static func add(
        _ serial: Serial, name: String?, at now: Timestamp, in store: any StoreWriter, policy: ContactPolicy
    ) throws(StoreError) -> (outcome: Registered.Outcome, released: Int) {
        guard var receiver = try store.receivers([serial])[serial] else {
            _ = try store.register(
                ReceiverDraft(serial: serial, registration: .accepted, name: name, registeredAt: now))
            return (.registered, 0)
        }
        let wasPending = receiver.registration == .pending
        let isRenamed = name != nil && name != receiver.name
        guard wasPending || isRenamed else { return (.unchanged, 0) }
        receiver.registration = .accepted
        receiver.name = name ?? receiver.name
        try store.update(receiver)
        guard wasPending else { return (.renamed, 0) }
        return (.accepted, try release(serial, in: store, policy: policy))
    }

    /// Takes in the frames that waited for the acceptance of a receiver.
    private static func release(
        _ serial: Serial, in store: any StoreWriter, policy: ContactPolicy
    ) throws(StoreError) -> Int {
        let filter = QuarantineFilter(reason: .receiverPending, serial: serial)
        var released = 0
        var last: QuarantineID?
        while true {
            let waiting = try store.quarantine(matching: filter, after: last, limit: 1000)
            guard let newest = waiting.last?.id else { return released }
            last = newest
            for batch in HeldFrames.batches(of: waiting) {
                let report = try HeldFrames(batch, in: store).take(into: store, policy: policy)
                released += report.outcomes.count { if case .stored = $0 { true } else { false } }
            }
        }
    }
}
