// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Lets people decide what becomes of jobs that failed too often.
public struct DeadJobs: Sendable {
    private let store: any Store

    /// The dead jobs of a store.
    public init(store: any Store) { self.store = store }

    /// Lets a dead job begin anew.
    ///
    /// - Throws: `StoreError` notFound where there is no dead job of that id.
    public func replay(_ id: JobID, by author: Author, at now: Timestamp) async throws(StoreError) -> Job {
        try await store.write { (store) throws(StoreError) in
            let before = try store.job(id)
            try store.replay(id, at: now)
            guard let job = try store.job(id) else { throw StoreError(.notFound, "There is no such job.") }
            try store.record("job.replay", before, job, by: author, at: now)
            return job
        }
    }

    /// Takes a dead job out for good.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - sentence: Why nobody wants it done any more.
    ///   - author: Who says so.
    ///   - now: When.
    /// - Returns: The job as it was.
    /// - Throws: `StoreError` notFound where there is no dead job of that id.
    public func drop(
        _ id: JobID, because sentence: String, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> Job {
        try await store.write { (store) throws(StoreError) in
            let job = try store.drop(id)
            let reason = JSONValue.object(["because": .string(sentence)]).compactText
            try store.record(
                author.entry("job.drop", job.auditSubject, before: job.auditText, after: reason, at: now))
            return job
        }
    }
}
