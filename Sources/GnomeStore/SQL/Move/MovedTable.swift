// SPDX-License-Identifier: Apache-2.0

/// One table as it is moved: its columns, and the statements that read and write whole rows of it.
///
/// The first column is the key, a number; the first two parameters of what reads bound it from below and from above. Rows may
/// share a key; those of one key are moved together, so a page holds at least all of them.
struct MovedTable: Sendable {
    /// What it is called.
    let name: String
    /// All its columns, in the order of the statements.
    let columns: [String]
    /// Whether the database gives the keys, and must never give one twice.
    let isNumbered: Bool
    /// Counts its rows.
    let count: StaticString
    /// Finds its highest key, or nothing where it has no row.
    let highest: StaticString
    /// Brings the keys of the next rows, at most `$3`, and how many bytes what is large in each takes.
    let sizes: StaticString
    /// Brings the rows between two keys, the first left out.
    let page: StaticString
    /// Adds a row with the key it has.
    let insert: StaticString
}
