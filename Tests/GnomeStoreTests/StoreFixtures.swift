// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@testable import GnomeStore

/// Lends the path of a database that is not there yet.
func withDatabasePath(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in try await body(folder + "/data/gnome.sqlite") }
}

/// Lends an open store and its path, and closes it afterwards.
func withStore(_ body: (SQLStore, String) async throws -> Void) async throws {
    try await withDatabasePath { path in
        let store = try await SQLStore.sqlite(at: path)
        try await body(store, path)
        await store.close()
    }
}

func receiverDraft(_ number: Int) throws -> ReceiverDraft {
    let serial = try #require(Serial("SG-0000RPI3\(String(10_000 + number).suffix(4))"))
    return ReceiverDraft(serial: serial, registration: .accepted, registeredAt: Timestamp(seconds: 1_777_777_777))
}

func frameDraft(_ receiver: ReceiverID, _ key: String, bytes: Int = 10) -> FrameDraft {
    FrameDraft(
        receiver: receiver, key: .message(id: key, content: []), kind: .note, deviceTime: nil,
        frame: Frame(
            way: .http, route: "/", receivedAt: Timestamp(seconds: 1_777_777_777),
            body: [UInt8](repeating: 7, count: bytes)))
}

extension SQLStore {
    func register(_ number: Int) async throws -> Receiver {
        let draft = try receiverDraft(number)
        return try await write { (store) throws(StoreError) in try store.register(draft) }
    }

    func receiverCount() async throws(StoreError) -> Int {
        try await read { (store) throws(StoreError) in try store.receiverCount() }
    }

    func frameCount() async throws(StoreError) -> Int {
        try await read { (store) throws(StoreError) in try store.frameCount() }
    }

    /// Runs SQL that the store itself has no verb for.
    func execute(_ sql: StaticString, _ parameters: SQLValue...) async throws(StoreError) {
        try await driver.write { (connection) throws(StoreError) in try connection.execute(sql, rows: [parameters]) }
    }

    /// What SQLite finds wrong with the database; nothing where all is well.
    func faults() async throws(StoreError) -> [String] {
        try await driver.read { (connection) throws(StoreError) in
            let broken: [String] = try connection.all("PRAGMA integrity_check")
            let dangling: [String] = try connection.all("PRAGMA foreign_key_check")
            return broken.filter { $0 != "ok" } + dangling
        }
    }
}

/// Receivers with names whose small letters a database does not know, and that no program has written since.
enum NamedLongAgo {
    /// Writes them as they stood before some step of the schema.
    ///
    /// - Parameter isBehindFirst: Whether the step that made small letters of names was done before that.
    static func write(to driver: any SQLDriver, isBehindFirst: Bool) async throws {
        let steps = driver.schema.steps
        let first = try #require(steps.firstIndex { $0.name == "names of receivers in small letters" })
        let known = SQLSchema(
            ledger: driver.schema.ledger, steps: Array(steps.prefix(isBehindFirst ? first + 1 : first)))
        try await SQLMigrator(driver: driver, schema: known).migrate()
        try await driver.write { (connection) throws(StoreError) in
            for (number, name) in [(1, "İstanbul"), (2, "Öland"), (3, "Åland"), (4, nil), (5, "Zoë")]
                as [(Int, String?)]
            {
                try connection.execute(
                    "INSERT INTO receivers (serial, registration, name, registered_at) VALUES ($1, 'accepted', $2, 1)",
                    "SG-000\(number)RPI30001".sql, name.sql)
            }
            try connection.execute(
                """
                INSERT INTO motus_deployments (receiver_id, motus_id, name, status)
                SELECT id, 1, $1, 'active' FROM receivers WHERE name IS NULL
                """,
                "Ærø".sql)
            guard isBehindFirst else { return }
            try connection.execute("UPDATE receivers SET list_name = lower(name)")
            try connection.execute("UPDATE motus_deployments SET list_name = lower(name)")
        }
    }

    /// Whether a store lists each of them once, by name, and finds it by its name.
    static func check(_ store: SQLStore) async throws {
        let found = try await store.read { (store) throws(StoreError) in
            var found: [ReceiverOverview] = []
            while found.count < 9 {
                let last = found.last?.place(by: .name, for: .all)
                let page = try store.overviews(matching: .all, by: .name, after: last, limit: 1)
                found += page
                if page.isEmpty { break }
            }
            return found.map(\.displayName)
        }
        #expect(found == ["İstanbul", "Zoë", "Åland", "Ærø", "Öland"])
        for name in ["İstanbul", "öLAND", "åland", "ÆRØ"] {
            let filter = ReceiverFilter(text: name, at: Timestamp(seconds: 1), policy: ContactPolicy())
            let found = try await store.read { (store) throws(StoreError) in
                try store.overviews(matching: filter, by: .name, after: nil, limit: 9)
            }
            #expect(found.map { $0.displayName?.lowercased() } == [name.lowercased()])
        }
    }
}
