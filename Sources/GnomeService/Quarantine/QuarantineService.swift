// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Lets people do something about what waits in quarantine: send it in again, or drop it.
public struct QuarantineService: Sendable {
    let store: any Store
    let policy: ContactPolicy

    /// A service over a store.
    public init(store: any Store, policy: ContactPolicy = ContactPolicy()) {
        self.store = store
        self.policy = policy
    }

    /// Which entries something is done with, in the order of arrival.
    public enum Selection: Sendable, Hashable {
        /// Just these.
        case entries([QuarantineID])
        /// Those that a filter lets through, at most so many, after one of them or from the oldest on.
        case matching(QuarantineFilter, after: QuarantineID?, limit: Int)
    }

    /// What a selection comes to.
    public struct Selected: Sendable, Hashable {
        /// The entries that are there, oldest first.
        public var entries: [QuarantineSummary]
        /// How many were named that are not there.
        public var missing = 0
        /// Where to go on; nothing where no more match.
        public var next: QuarantineID?
    }

    /// Looks which entries a selection means, and changes nothing.
    ///
    /// - Throws: `StoreError` where the store can't be read.
    public func select(_ selection: Selection) async throws(StoreError) -> Selected {
        try await store.read { (store) throws(StoreError) in
            switch selection {
            case .entries(let ids):
                let wanted = Set(ids).sorted()
                var found: [QuarantineSummary] = []
                // One by one, because each comes with its body.
                for id in wanted {
                    if let entry = try store.quarantineEntry(id) { found.append(QuarantineSummary(entry)) }
                }
                return Selected(entries: found, missing: wanted.count - found.count)
            case .matching(let filter, let after, let limit):
                let found = try store.quarantine(matching: filter, after: after, limit: limit)
                return Selected(entries: found, next: found.count == limit ? found.last?.id : nil)
            }
        }
    }

    /// What became of entries that were sent in again.
    public struct Replayed: Sendable, Hashable {
        /// One outcome an entry, in the order of arrival, and what followed.
        public var report = IngestReport()
        /// How many were named that are not there, or were gone when their turn came.
        public var missing = 0
        /// Where to go on; nothing where no more match.
        public var next: QuarantineID?
    }

    /// Sends entries in again, in the order of arrival, on the way that new frames take.
    ///
    /// A few at a time are released and taken in, in one transaction; what still has to wait keeps its place, with the reason
    /// that is found now. Between two transactions other frames have their turn.
    ///
    /// - Parameters:
    ///   - selection: Which entries.
    ///   - author: Who wants it.
    ///   - now: When.
    /// - Throws: `StoreError` where the store could not be written; what was sent in before stays so, and the same call goes
    ///   on with the rest.
    public func replay(
        _ selection: Selection, by author: Author = .server, at now: Timestamp
    ) async throws(StoreError) -> Replayed {
        let selected = try await select(selection)
        var replayed = Replayed(missing: selected.missing, next: selected.next)
        let policy = policy
        // With the first of them, for all.
        var entry = selected.entry(of: author, "quarantine.replay", at: now)
        for batch in HeldFrames.batches(of: selected.entries) {
            let told = entry
            let report = try await store.write { (store) throws(StoreError) in
                if let told { try store.record(told) }
                return try HeldFrames(batch, in: store).take(into: store, policy: policy)
            }
            entry = nil
            replayed.report.outcomes += report.outcomes
            replayed.report.effects += report.effects
            replayed.missing += batch.count - report.outcomes.count
        }
        return replayed
    }
}

extension QuarantineService.Selected {
    /// What the audit keeps of an act on these entries; nothing where there are none.
    ///
    /// - Parameters:
    ///   - author: Who does it.
    ///   - action: What is done.
    ///   - sentence: Why, where that is said.
    ///   - now: When.
    func entry(
        of author: Author, _ action: String, because sentence: String? = nil, at now: Timestamp
    ) -> AuditEntry? {
        guard let first = entries.first, let last = entries.last else { return nil }
        return author.entry(
            action, "quarantine",
            after: JSONValue.object([
                "entries": .integer(Int64(entries.count)), "first": .integer(first.id.rawValue),
                "last": .integer(last.id.rawValue), "because": sentence.map(JSONValue.string) ?? .null,
            ]).compactText, at: now)
    }
}
