// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

extension RegistrationService {
    /// What became of one row of an import, or would.
    public struct ImportedRow: Sendable, Hashable {
        /// What was done.
        public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
            /// Its receiver was unknown, and is registered now.
            case registered
            /// Its receiver was there already, and something of it is as the row says now.
            case updated
            /// All was as the row says.
            case unchanged
            /// It can't be taken, and nothing of it was.
            case refused
        }

        /// Its place, from 1.
        public var number: Int
        /// What it calls the receiver.
        public var serial: String
        /// What was done.
        public var outcome: Outcome
        /// Why it was refused, field by field.
        public var problems: [InvalidField]
    }

    /// How many rows are one transaction.
    private static let importBatch = 500

    /// Takes a list of receivers into the register; done twice, it changes nothing.
    ///
    /// A row is taken as a whole or not at all, and what is wrong with one keeps no other back.
    ///
    /// - Parameters:
    ///   - list: The list.
    ///   - projects: The projects that whoever imports may manage, by their names; a row that names another is refused.
    ///   - project: Whose the receivers are of rows that name no project; nothing leaves that as it is.
    ///   - claim: Who imports, as far as receivers are in the register already.
    ///   - isDryRun: Whether only to say what would be done.
    ///   - author: Who imports.
    ///   - now: When.
    /// - Returns: One result a row, in order.
    /// - Throws: `StoreError` where the store could not be written; rows of batches before stay taken, and the same call
    ///   goes on with the rest.
    public func `import`(
        _ list: ReceiverImport, into projects: [String: ProjectID], default project: ProjectID?,
        claim: ReceiverClaim, isDryRun: Bool, by author: Author, at now: Timestamp
    ) async throws(StoreError) -> [ImportedRow] {
        var results: [ImportedRow] = []
        var reading = ImportRow.Reading(projects: projects, default: project, claim: claim)
        for start in stride(from: 0, to: list.rows.count, by: Self.importBatch) {
            let rows = list.rows[start..<min(start + Self.importBatch, list.rows.count)].map { reading.read($0) }
            let (policy, grace) = (policy, grace)
            results += try await store.write(keptWhere: { _ in !isDryRun }) { store throws(StoreError) in
                let known = try store.receivers(rows.compactMap(\.row.serial))
                var results: [ImportedRow] = []
                for row in rows {
                    results.append(
                        try row.take(
                            into: store, known: row.row.serial.flatMap { known[$0] }, by: author, at: now,
                            policy: policy, grace: grace))
                }
                return results
            }
        }
        return results
    }
}
