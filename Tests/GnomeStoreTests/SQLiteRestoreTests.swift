// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

@testable import GnomeStore

@Suite("Restoring an SQLite store", .timeLimit(.minutes(10)))
struct SQLiteRestoreTests {
    @Test("a store is again what it was when the backup was made, and what came later is kept beside it")
    func drill() async throws {
        try await withDatabasePath { path in
            let file = SQLiteStoreFile(path)
            let backup = path + ".backup"
            let store = try await SQLStore.sqlite(at: path)
            let receiver = try await store.register(1)
            try await store.insertFrames(0..<30, of: receiver.id)
            let then = try await store.everything()
            try await file.backUp(to: backup)
            _ = try await store.register(2)
            try await store.insertFrames(30..<70, of: receiver.id)
            let later = try await store.everything()
            await store.close()

            let restoration = try await file.restore(from: backup, keepingFormerAs: "noon")
            #expect(restoration.health.isSound)
            #expect(restoration.former == path + ".before-restore-noon")
            #expect(try await SQLiteStoreFile(backup).verify().isSound)

            for (path, expected) in [(path, then), (path + ".before-restore-noon", later)] {
                let store = try await SQLStore.sqlite(at: path)
                #expect(try await store.everything() == expected)
                #expect(try await store.faults() == [])
                // It works: a number that was given once is not given again to another row.
                try await store.insertFrames(70..<71, of: receiver.id)
                await store.close()
            }
        }
    }

    @Test("what stands only in the log of a killed server is in the database that is kept")
    func log() async throws {
        try await withStore { store, path in
            let receiver = try await store.register(1)
            try await SQLiteStoreFile(path).backUp(to: path + ".backup")
            try await store.insertFrames(0..<10, of: receiver.id)
            try await withTemporaryFolder { folder in
                // What a server leaves that is killed: the database and its log, and no lock.
                let killed = folder + "/gnome.sqlite"
                for suffix in ["", "-wal"] {
                    try content(of: path + suffix).write(to: URL(filePath: killed + suffix))
                }
                #expect(FilePlacing.bytes(of: killed + "-wal") > 0)
                let restoration = try await SQLiteStoreFile(killed).restore(
                    from: path + ".backup", keepingFormerAs: "x")
                #expect(restoration.health.counts?.frames == 0)
                #expect(restoration.health.logBytes == 0)
                let former = try await SQLiteStoreFile(try #require(restoration.former)).verify()
                #expect(former.isSound)
                #expect(former.counts?.frames == 10)
            }
        }
    }

    @Test("a log that can't be read any more is kept with its database, and not taken for that of the backup")
    func damagedLog() async throws {
        try await withFilledStore { path in
            let backup = path + ".backup"
            try await SQLiteStoreFile(path).backUp(to: backup)
            try Data(repeating: 0x5A, count: 8192).write(to: URL(filePath: path))
            try Data(repeating: 0xA5, count: 4096).write(to: URL(filePath: path + "-wal"))
            let restoration = try await SQLiteStoreFile(path).restore(from: backup, keepingFormerAs: "x")
            #expect(restoration.health.counts?.frames == 200)
            let former = try #require(restoration.former)
            #expect(try content(of: former) == Data(repeating: 0x5A, count: 8192))
            #expect(try content(of: former + "-wal") == Data(repeating: 0xA5, count: 4096))
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        }
    }

    @Test("a store that is open is not restored, and the error names the process that has it")
    func locked() async throws {
        try await withStore { store, path in
            let backup = path + ".backup"
            try await SQLiteStoreFile(path).backUp(to: backup)
            _ = try await store.register(1)
            let error = await #expect(throws: StoreError.self) {
                try await SQLiteStoreFile(path).restore(from: backup, keepingFormerAs: "x")
            }
            #expect(error?.code == .locked)
            #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
            #expect(try await store.receiverCount() == 1)
            #expect(try neighbours(of: path).filter { $0.contains("partial") || $0.contains("before") } == [])
        }
    }

    @Test("a backup that is of no use is found out, refused, and the store stays as it is", arguments: Damage.allCases)
    func damaged(damage: Damage) async throws {
        try await withFilledStore { path in
            let backup = path + ".backup"
            try await SQLiteStoreFile(path).backUp(to: backup)
            try damage.befall(backup)
            let health = try await SQLiteStoreFile(backup).verify()
            #expect(!health.isUsable)
            #expect(!health.isSound)

            let before = try content(of: path)
            let error = await #expect(throws: StoreError.self) {
                try await SQLiteStoreFile(path).restore(from: backup, keepingFormerAs: "x")
            }
            #expect(error?.code == damage.code)
            #expect(try content(of: path) == before)
            #expect(try neighbours(of: path).filter { $0.contains("partial") || $0.contains("before") } == [])
            // The lock is free again.
            let store = try await SQLStore.sqlite(at: path)
            #expect(try await store.frameCount() == 200)
            await store.close()
        }
    }

    @Test("a backup is restored where no store is yet, and one that is not there changes nothing")
    func fresh() async throws {
        try await withFilledStore { path in
            try await SQLiteStoreFile(path).backUp(to: path + ".backup")
            try await withTemporaryFolder { folder in
                let file = SQLiteStoreFile(folder + "/new/gnome.sqlite")
                let error = await #expect(throws: StoreError.self) {
                    try await file.restore(from: folder + "/none", keepingFormerAs: "x")
                }
                #expect(error?.code == .notFound)
                #expect(!file.isThere)
                let restoration = try await file.restore(from: path + ".backup", keepingFormerAs: "x")
                #expect(restoration.former == nil)
                #expect(restoration.health.counts?.frames == 200)
            }
        }
    }

    @Test("restoring twice in one second keeps both former databases")
    func twice() async throws {
        try await withFilledStore { path in
            let file = SQLiteStoreFile(path)
            try await file.backUp(to: path + ".backup")
            let first = try await file.restore(from: path + ".backup", keepingFormerAs: "x")
            let second = try await file.restore(from: path + ".backup", keepingFormerAs: "x")
            #expect(first.former == path + ".before-restore-x")
            #expect(second.former == path + ".before-restore-x-2")
        }
    }
}

extension SQLStore {
    /// All receivers and frames.
    fileprivate func everything() async throws(StoreError) -> Everything {
        try await read { (store) throws(StoreError) in
            Everything(
                overviews: try store.overviews(after: nil, limit: 1000),
                frames: try store.frames(after: nil, limit: 1000))
        }
    }
}

private struct Everything: Equatable, Sendable {
    let overviews: [ReceiverOverview]
    let frames: [StoredFrame]
}
