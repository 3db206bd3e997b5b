// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Testing

@testable import GnomeStore

@Suite("The write-ahead log of an SQLite store", .timeLimit(.minutes(10)))
struct SQLiteCheckpointTests {
    @Test("does not grow with what is written, and is gone after closing")
    func bounded() async throws {
        try await withStore { store, path in
            let receiver = try await store.register(1)
            let bytes = 4_000_000
            for number in 0..<40 {
                try await store.write { (store) throws(StoreError) in
                    _ = try store.insert([frameDraft(receiver.id, "\(number)", bytes: bytes)])
                }
            }
            let log = try Data(contentsOf: URL(filePath: path + "-wal")).count
            #expect(log < 20 * bytes)
            await store.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            #expect(try Data(contentsOf: URL(filePath: path)).count > 40 * bytes)
        }
    }

    @Test("leaves a sound database after many writers and readers at once")
    func stress() async throws {
        try await withStore { store, path in
            let receivers = try await (store.register(1), store.register(2))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<16 {
                    group.addTask {
                        for number in 0..<25 {
                            try await store.write { (store) throws(StoreError) in
                                let drafts = (0..<20).map {
                                    frameDraft(
                                        $0 % 2 == 0 ? receivers.0.id : receivers.1.id, "\(task)/\(number)/\($0)",
                                        bytes: 300)
                                }
                                _ = try store.insert(drafts)
                            }
                            _ = try await store.read { (store) throws(StoreError) in
                                try store.frames(of: receivers.0.id, before: nil, limit: 20)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.frameCount() == 16 * 25 * 20)
            #expect(try await store.faults() == [])
            await store.close()
            let again = try await SQLStore.sqlite(at: path)
            #expect(try await again.frameCount() == 16 * 25 * 20)
            #expect(try await again.faults() == [])
            await again.close()
        }
    }
}
