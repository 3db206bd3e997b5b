// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Synchronization
import TestSupport
import Testing

@testable import GnomeStore

@Suite("Backing up an SQLite store", .timeLimit(.minutes(10)))
struct SQLiteBackupTests {
    @Test("a backup that is made while a store is written is whole, and of one moment")
    func whileWriting() async throws {
        try await withStore { store, path in
            let receiver = try await store.register(1)
            try await store.insertFrames(0..<50, of: receiver.id)
            let isOver = Flag()
            let target = path + ".backup"
            let written = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    var number = 50
                    while !isOver.isUp {
                        try await store.write { [number] (store) throws(StoreError) in
                            // Two frames or none: a copy with an odd number of them would be of no one moment.
                            for half in 0..<2 {
                                _ = try store.insert([frameDraft(receiver.id, "\(number).\(half)", bytes: 3000)])
                            }
                        }
                        number += 1
                    }
                    return 50 + 2 * (number - 50)
                }
                for _ in 0..<10 {
                    let health = try await SQLiteStoreFile(path).backUp(to: target, replacing: true)
                    #expect(health.findings == [])
                    #expect((health.counts?.frames ?? 1) % 2 == 0)
                }
                isOver.raise()
                return try await group.next()
            }
            #expect(try await store.frameCount() == written)
            #expect(try await store.faults() == [])

            let copy = try await SQLStore.sqlite(at: target)
            let count = try await copy.frameCount()
            #expect(count >= 50 && count % 2 == 0)
            #expect(try await copy.faults() == [])
            await copy.close()
        }
    }

    @Test("a backup is one file for its owner only, and nothing is left beside it")
    func oneFile() async throws {
        try await withStore { store, path in
            let receiver = try await store.register(1)
            try await store.insertFrames(0..<20, of: receiver.id)
            try await withTemporaryFolder { folder in
                let target = folder + "/copy.db"
                let progress = ProgressLog()
                let health = try await SQLiteStoreFile(path).backUp(to: target) { progress.add($0) }
                #expect(health.path == target)
                #expect(
                    health.counts
                        == StoreHealth.Counts(receivers: 1, frames: 20, quarantined: 0, pendingJobs: 0, deadJobs: 0))
                #expect(try neighbours(of: target) == ["copy.db"])
                let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
                #expect(mode == 0o600)
                let last = try #require(progress.last)
                #expect(last.pages == last.total && last.total > 0)
                // Verifying it leaves nothing either.
                #expect(try await SQLiteStoreFile(target).verify().isSound)
                #expect(try neighbours(of: target) == ["copy.db"])
            }
        }
    }

    @Test("a file that is there is replaced only where that is wanted")
    func replacing() async throws {
        try await withStore { store, path in
            let file = SQLiteStoreFile(path)
            let target = path + ".backup"
            try Data("mine".utf8).write(to: URL(filePath: target))
            let error = await #expect(throws: StoreError.self) { try await file.backUp(to: target) }
            #expect(error?.code == .conflict)
            #expect(try content(of: target) == Data("mine".utf8))
            try await file.backUp(to: target, replacing: true)
            #expect(try await SQLiteStoreFile(target).verify().isSound)
            #expect(try neighbours(of: path).filter { $0.contains("partial") } == [])
        }
    }

    @Test("a store never becomes a backup of itself, nor of another store that is open")
    func inUse() async throws {
        try await withStore { store, path in
            try await withStore { other, otherPath in
                _ = try await other.register(1)
                for target in [path, otherPath] {
                    let error = await #expect(throws: StoreError.self) {
                        try await SQLiteStoreFile(path).backUp(to: target, replacing: true)
                    }
                    #expect(error?.code == .conflict)
                }
                #expect(try await other.receiverCount() == 1)
            }
            _ = try await store.register(1)
        }
    }

    @Test("a damaged store is not backed up, and an older backup stays", arguments: Damage.allCases)
    func damaged(damage: Damage) async throws {
        try await withFilledStore { path in
            let target = path + ".backup"
            try await SQLiteStoreFile(path).backUp(to: target)
            let old = try content(of: target)
            try damage.befall(path)
            let error = await #expect(throws: StoreError.self) {
                try await SQLiteStoreFile(path).backUp(to: target, replacing: true)
            }
            #expect(error?.code == damage.code)
            #expect(try content(of: target) == old)
            #expect(try neighbours(of: path).filter { $0.contains("partial") } == [])
        }
    }

    @Test("a store that is not there is not made")
    func missing() async throws {
        try await withTemporaryFolder { folder in
            let file = SQLiteStoreFile(folder + "/gnome.sqlite")
            let error = await #expect(throws: StoreError.self) { try await file.backUp(to: folder + "/copy") }
            #expect(error?.code == .notFound)
            let names = try neighbours(of: file.path)
            #expect(names == [])
        }
    }
}

/// Lends the path of a closed store with 200 frames of one receiver.
func withFilledStore(_ body: (String) async throws -> Void) async throws {
    try await withDatabasePath { path in
        let store = try await SQLStore.sqlite(at: path)
        let receiver = try await store.register(1)
        try await store.write { (store) throws(StoreError) in
            _ = try store.insert((0..<200).map { frameDraft(receiver.id, "\($0)", bytes: 500) })
        }
        await store.close()
        try await body(path)
    }
}

/// Something that one task tells another.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isUp: Bool { state.withLock { $0 } }
    func raise() { state.withLock { $0 = true } }
}

/// How far a copy came last.
private final class ProgressLog: Sendable {
    private let state = Mutex<StoreCopyProgress?>(nil)
    var last: StoreCopyProgress? { state.withLock { $0 } }
    func add(_ progress: StoreCopyProgress) { state.withLock { $0 = progress } }
}
