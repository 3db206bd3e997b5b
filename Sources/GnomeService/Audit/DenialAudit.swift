// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore
import Synchronization

/// Writes down in the audit who asked for what they may not.
///
/// Whoever goes on asking fills no disk: of one person and one operation there is one record when it begins, and one more for
/// each hour in which it goes on, which counts what came since.
public final class DenialAudit: Sendable {
    /// How long denials are counted together.
    public static let window = Duration.seconds(3600)
    /// No more persons and operations are told apart at a time; what comes beside them is counted together.
    static let mostSubjects = 1000

    private struct Subject: Hashable {
        var actor: String
        var operation: String
    }

    private struct Count {
        let since: Timestamp
        var author: Author
        /// What is not in the audit yet.
        var denials: Int
    }

    private let store: any Store
    private let counts = Mutex<[Subject: Count]>([:])

    /// The denials that this process makes.
    public init(store: any Store) { self.store = store }

    /// Counts one denial, and writes down what is to be written down by now.
    ///
    /// - Parameters:
    ///   - author: Whom.
    ///   - operation: What they asked for.
    ///   - now: When.
    /// - Throws: `StoreError` where it could not be written down.
    public func deny(_ author: Author, _ operation: String, at now: Timestamp) async throws(StoreError) {
        let entries = counts.withLock { counts in
            var subject = Subject(actor: author.name, operation: operation)
            if counts[subject] == nil, counts.count >= Self.mostSubjects {
                subject = Subject(actor: "many", operation: "many")
            }
            let isNew = counts[subject] == nil
            counts[subject, default: Count(since: now, author: author, denials: 0)].denials += 1
            counts[subject]?.author.source = author.source
            var entries = Self.ended(&counts, at: now)
            if isNew, let count = counts[subject] {
                entries.append(Self.entry(subject, count, at: now))
                counts[subject]?.denials = 0
            }
            return entries
        }
        try await record(entries)
    }

    /// Writes down what was counted in windows that are over.
    ///
    /// - Throws: `StoreError` where it could not be written down.
    public func settle(at now: Timestamp) async throws(StoreError) {
        try await record(counts.withLock { Self.ended(&$0, at: now) })
    }

    private static func ended(_ counts: inout [Subject: Count], at now: Timestamp) -> [AuditEntry] {
        let over = counts.filter { $0.value.since.duration(to: now) >= window }
        var entries: [AuditEntry] = []
        for (subject, count) in over.sorted(by: { $0.value.since < $1.value.since }) {
            counts[subject] = nil
            guard count.denials > 0 else { continue }
            entries.append(entry(subject, count, at: now))
            // It goes on: the next hour is counted again.
            counts[subject] = Count(since: now, author: count.author, denials: 0)
        }
        return entries
    }

    private static func entry(_ subject: Subject, _ count: Count, at now: Timestamp) -> AuditEntry {
        Author(name: subject.actor, source: count.author.source).entry(
            "access.deny", "operation \(subject.operation)",
            after: JSONValue.object(["count": .integer(Int64(count.denials))]).compactText, at: now)
    }

    private func record(_ entries: [AuditEntry]) async throws(StoreError) {
        guard !entries.isEmpty else { return }
        try await store.write { (store) throws(StoreError) in
            for entry in entries { try store.record(entry) }
        }
    }
}
