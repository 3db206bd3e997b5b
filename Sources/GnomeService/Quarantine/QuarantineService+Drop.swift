// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

extension QuarantineService {
    /// What was dropped.
    public struct Dropped: Sendable, Hashable {
        /// How much, by the reason that it waited for.
        public var volumes: [QuarantineReason: QuarantineVolume] = [:]
        /// How many were named that are not there, or were gone when their turn came.
        public var missing = 0
        /// Where to go on; nothing where no more match.
        public var next: QuarantineID?

        /// How much in all.
        public var total: QuarantineVolume { volumes.values.reduce(QuarantineVolume(), +) }
    }

    /// At most so many entries are dropped in one transaction.
    private static let batchLimit = 500

    /// Drops entries for good, and counts them with the reason; pending receivers of which nothing waits any more are forgotten.
    ///
    /// - Parameters:
    ///   - selection: Which entries.
    ///   - author: Who drops them.
    ///   - sentence: Why.
    ///   - now: The server's clock.
    /// - Throws: `StoreError` where the store could not be written; what was dropped before stays so, and counted.
    public func drop(
        _ selection: Selection, by author: Author, because sentence: String, at now: Timestamp
    ) async throws(StoreError) -> Dropped {
        let selected = try await select(selection)
        let entry = selected.entry(of: author, "quarantine.drop", because: sentence, at: now)
        var dropped = try await drop(selected.entries, telling: entry) { reason, volume in
            QuarantineDrop(.person, reason, actor: author.name, sentence: sentence, volume: volume, at: now)
        }
        dropped.missing += selected.missing
        dropped.next = selected.next
        return dropped
    }

    /// Drops what has waited longer than a time, and counts it.
    ///
    /// - Parameters:
    ///   - age: How long an entry may wait.
    ///   - now: The server's clock.
    /// - Throws: `StoreError` where the store could not be written; what was dropped before stays so, and counted.
    public func dropExpired(after age: Duration, at now: Timestamp) async throws(StoreError) -> Dropped {
        let end = now.advanced(by: .zero - age)
        var all = Dropped()
        while true {
            // Those that came first are the oldest: once one is young enough, so are all behind it.
            let oldest = try await store.read { (store) throws(StoreError) in
                try store.quarantine(matching: .all, after: nil, limit: Self.batchLimit)
            }
            let expired = Array(oldest.prefix { $0.receivedAt < end })
            let dropped = try await drop(expired) { reason, volume in
                QuarantineDrop(
                    .age, reason, sentence: "It had waited longer than \(age.humanText).", volume: volume, at: now)
            }
            all.volumes.merge(dropped.volumes, uniquingKeysWith: +)
            if expired.count < Self.batchLimit { return all }
        }
    }

    private func drop(
        _ entries: [QuarantineSummary], telling entry: AuditEntry? = nil,
        counted: @escaping @Sendable (QuarantineReason, QuarantineVolume) -> QuarantineDrop
    ) async throws(StoreError) -> Dropped {
        var dropped = Dropped()
        for start in stride(from: 0, to: entries.count, by: Self.batchLimit) {
            let batch = entries[start..<min(start + Self.batchLimit, entries.count)]
            let ids = batch.map(\.id)
            let serials = Set(batch.compactMap(\.claimedSerial)).sorted()
            let volumes = try await store.write { (store) throws(StoreError) in
                // With the first of them, for all.
                if start == 0, let entry { try store.record(entry) }
                let volumes = try store.releaseFromQuarantine(ids)
                try store.count(volumes.sorted { $0.key.rawValue < $1.key.rawValue }.map(counted))
                try store.forgetPending(serials)
                return volumes
            }
            dropped.volumes.merge(volumes, uniquingKeysWith: +)
            dropped.missing += ids.count - volumes.values.reduce(0) { $0 + $1.entries }
        }
        return dropped
    }
}
