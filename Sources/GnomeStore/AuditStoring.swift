// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the audit.
public protocol AuditReading {
    /// The newest records, newest first.
    ///
    /// - Parameters:
    ///   - filter: Which records.
    ///   - before: Only records of lower numbers; nothing to begin with the newest.
    ///   - limit: At most so many.
    func audit(matching filter: AuditFilter, before: Int64?, limit: Int) throws(StoreError) -> [AuditRecord]
    /// The records behind a number, in their order, at most so many.
    func audit(after number: Int64, limit: Int) throws(StoreError) -> [AuditRecord]
}

/// Writes the audit.
///
/// Nothing changes a record, or takes one away.
public protocol AuditWriting {
    /// Writes an entry down behind the last record, with the change that it tells of.
    ///
    /// Writers are alone in writing until their transaction ends, so that the chain never forks.
    ///
    /// - Parameters:
    ///   - entry: Who changed what.
    ///   - hash: SHA-256, which the store has not.
    @discardableResult
    func append(_ entry: AuditEntry, hash: (_ material: [UInt8]) -> [UInt8]) throws(StoreError) -> AuditRecord
}
