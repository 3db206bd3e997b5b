// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLSchema.Step {
    /// Writes what lists of receivers go by anew, because databases know the small letters of plain Latin only, if of no more.
    static let listNames = SQLSchema.Step(name: "names of receivers in all small letters", statements: []) {
        (connection) throws(StoreError) in
        let given: [NameInList] = try connection.all("SELECT id, name FROM receivers WHERE name IS NOT NULL")
        try connection.execute(
            "UPDATE receivers SET list_name = $2 WHERE id = $1", rows: given.map { [$0.id.sql, $0.name.listName.sql] })
        let motus: [NameInList] = try connection.all(
            "SELECT receiver_id, name FROM motus_deployments WHERE name IS NOT NULL")
        try connection.execute(
            "UPDATE motus_deployments SET list_name = $2 WHERE receiver_id = $1",
            rows: motus.map { [$0.id.sql, $0.name.listName.sql] })
    }
}

/// What a receiver is called.
private struct NameInList: SQLRecord {
    let id: ReceiverID
    let name: String

    init(row: inout SQLRow) throws(StoreError) {
        id = try row.next()
        name = try row.next()
    }
}
