// SPDX-License-Identifier: Apache-2.0

/// Work that was written down together with its cause, to be done later, at least once.
///
/// A job may be begun more than once: its worker can die, or finish it and lose the store before it can say so. Whoever
/// does it must see to it that doing it again does no harm.
public struct Job: Sendable, Hashable, Identifiable {
    /// Its place in the order in which jobs were written.
    public var id: JobID
    /// What is to be done.
    public var kind: JobKind
    /// Where it stands.
    public var state: JobState
    /// With what it is to be done, in the words of its kind.
    public var payload: [UInt8]
    /// What makes it the same job as another of its kind, if anything does.
    public var uniqueKey: String?
    /// How often it was begun since it was written or last replayed.
    public var attempts: Int
    /// When it was written.
    public var createdAt: Timestamp
    /// When it may be begun: its time while it waits, the end of the lease while it runs.
    public var dueAt: Timestamp
    /// Who has it, or had it last.
    public var worker: String?
    /// What went wrong the last time, if anything did.
    public var error: String?

    /// A job of these parts.
    public init(
        id: JobID, kind: JobKind, state: JobState, payload: [UInt8], uniqueKey: String?, attempts: Int,
        createdAt: Timestamp, dueAt: Timestamp, worker: String?, error: String?
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.payload = payload
        self.uniqueKey = uniqueKey
        self.attempts = attempts
        self.createdAt = createdAt
        self.dueAt = dueAt
        self.worker = worker
        self.error = error
    }
}

/// Identifies a job; grows with the order in which jobs were written.
public struct JobID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The job of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was written before another.
    public static func < (lhs: JobID, rhs: JobID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What a job is about, as the word that its handler is known by: `mail`, `motus-upload`.
public struct JobKind: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The word.
    public let rawValue: String
    /// A kind from its word.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The word.
    public var description: String { rawValue }
}

/// Where a job stands; one that is done is nowhere, because its row is gone.
public enum JobState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It waits for its time.
    case waiting
    /// It is lent to a worker; when the lease has run out, it may be lent to another.
    case running
    /// It failed too often: it waits for a person.
    case dead
}
