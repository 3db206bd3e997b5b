// SPDX-License-Identifier: Apache-2.0

/// The advisory lock under which whoever writes a store is alone in writing, on whichever server.
///
/// Its first key is “gnom” as a number; the second lets stores in other schemas of the database alone. The statements
/// differ in who lets go of it.
enum PostgreSQLWritersLock {
    /// Waits for the lock, and keeps it until the transaction ends.
    static let forTransaction: StaticString =
        "SELECT pg_advisory_xact_lock(1735290733, hashtext(current_schema()))"
    /// Waits for the lock, and keeps it until the connection ends.
    static let forSession: StaticString = "SELECT pg_advisory_lock(1735290733, hashtext(current_schema()))"
}
