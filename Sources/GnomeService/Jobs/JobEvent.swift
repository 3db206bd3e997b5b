// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// What happened to a job or kept jobs from being done, for logs and metrics.
public enum JobEvent: Sendable {
    /// It was done, and is gone.
    case done(Job)
    /// It failed, and is tried again at a later time.
    case failed(Job, error: String, next: Timestamp)
    /// It failed too often, or began too often without an end, and waits for a person.
    case buried(Job, error: String)
    /// It was broken off because this process ends, and may be begun again at once.
    case givenBack(Job)
    /// Its lease counts for nothing any more: another worker has it, or had it and is done.
    case lost(Job)
    /// What came of it could not be written down; when its lease has run out, it is done again.
    case unsettled(Job, StoreError)
    /// Jobs are due that nobody here knows how to do; they stay where they are. Told once for each kind.
    case unhandled(JobKind, count: Int)
    /// The store could not be asked or written; it is tried again after a pause.
    case waiting(StoreError)
}
