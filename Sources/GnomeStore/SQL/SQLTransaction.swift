// SPDX-License-Identifier: Apache-2.0

/// One transaction, seen through the verbs of the store: all SQL of the store stands in its extensions.
///
/// The SQL is what SQLite 3.40 and PostgreSQL 15 both take. Pages of records are read in two steps: one statement picks
/// the ids, another that is the same for all pages reads each record, so that the columns of a record are listed once.
struct SQLTransaction: StoreWriter {
    let connection: any SQLConnection
}

extension Int {
    /// The number as a limit of rows: never negative, which some databases take for "no limit".
    var limit: SQLValue { Swift.max(0, self).sql }
}
