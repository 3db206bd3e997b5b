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
