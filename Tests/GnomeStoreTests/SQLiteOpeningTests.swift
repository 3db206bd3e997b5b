// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

@testable import GnomeStore

@Suite("Opening an SQLite store", .timeLimit(.minutes(10)))
struct SQLiteOpeningTests {
    @Test("what was written is there after a restart")
    func restart() async throws {
        try await withDatabasePath { path in
            let first = try await SQLStore.sqlite(at: path)
            let receiver = try await first.register(1)
            try await first.write { (store) throws(StoreError) in
                _ = try store.insert([frameDraft(receiver.id, "a")])
                var status = ReceiverStatus()
                status.frames = 1
                try store.setStatuses([receiver.id: status])
            }
            await first.close()

            let second = try await SQLStore.sqlite(at: path)
            let overview = try await second.read { (store) throws(StoreError) in
                try store.overview(receiver.serial)
            }
            #expect(overview?.receiver == receiver)
            #expect(overview?.status.frames == 1)
            #expect(try await second.frameCount() == 1)
            #expect(try await second.faults() == [])
            await second.close()
        }
    }

    @Test("the folder and all files are for their owner only")
    func modes() async throws {
        try await withStore { store, path in
            _ = try await store.register(1)
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try mode(String(path.dropLast("/gnome.sqlite".count))) == 0o700)
            for suffix in ["", "-wal", "-shm", ".lock"] { #expect(try mode(path + suffix) == 0o600) }
        }
    }

    @Test("a store that is open can't be opened for writing again, and the error names the process that has it")
    func locked() async throws {
        try await withStore { store, path in
            let error = await #expect(throws: StoreError.self) { try await SQLStore.sqlite(at: path) }
            #expect(error?.code == .locked)
            #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
            #expect(error?.message.contains("gnomectl") == true)
            // It did no harm to the one that is open.
            _ = try await store.register(1)
            await store.close()
            let next = try await SQLStore.sqlite(at: path)
            #expect(try await next.receiverCount() == 1)
            await next.close()
        }
    }

    @Test("a store opened for reading sees what another writes, and can't write itself")
    func readOnly() async throws {
        try await withStore { store, path in
            let reader = try await SQLStore.sqlite(at: path, access: .readOnly)
            #expect(try await reader.receiverCount() == 0)
            _ = try await store.register(1)
            #expect(try await reader.receiverCount() == 1)
            let error = await #expect(throws: StoreError.self) { try await reader.register(2) }
            #expect(error?.code == .unavailable)
            await reader.close()
            _ = try await store.register(3)
            #expect(try await store.receiverCount() == 2)
        }
    }

    @Test("a connection for reading can't write, whatever it is asked")
    func queryOnly() async throws {
        try await withStore { store, _ in
            let receiver = try await store.register(1)
            await #expect(throws: StoreError.self) {
                try await store.driver.read { (connection) throws(StoreError) in
                    try connection.execute("DELETE FROM receivers WHERE id = $1", receiver.id.sql)
                }
            }
            #expect(try await store.receiverCount() == 1)
        }
    }

    @Test("a store to be read that is not there is not made")
    func readOnlyMissing() async throws {
        try await withDatabasePath { path in
            let error = await #expect(throws: StoreError.self) {
                try await SQLStore.sqlite(at: path, access: .readOnly)
            }
            #expect(error?.code == .unavailable)
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("a file that is no database is refused and left as it is", arguments: [50, 512, 5000])
    func garbage(size: Int) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/gnome.sqlite"
            let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 1) })
            try content.write(to: URL(filePath: path))
            for access in [SQLStore.Access.readWrite, .readOnly] {
                let error = await #expect(throws: StoreError.self) {
                    try await SQLStore.sqlite(at: path, access: access)
                }
                #expect(error?.code == .corrupt)
                #expect(try Data(contentsOf: URL(filePath: path)) == content)
            }
        }
    }

    @Test("the database of another program is refused and left as it is")
    func otherProgram() async throws {
        try await withStore { store, path in
            try await store.execute("PRAGMA application_id = 1")
            await store.close()
            let content = try Data(contentsOf: URL(filePath: path))
            for access in [SQLStore.Access.readWrite, .readOnly] {
                let error = await #expect(throws: StoreError.self) {
                    try await SQLStore.sqlite(at: path, access: access)
                }
                #expect(error?.code == .corrupt)
            }
            #expect(try Data(contentsOf: URL(filePath: path)) == content)
        }
    }

    @Test("damage in the middle of the file is an error, not an answer")
    func damaged() async throws {
        try await withDatabasePath { path in
            let store = try await SQLStore.sqlite(at: path)
            let receiver = try await store.register(1)
            for number in 0..<200 {
                try await store.write { (store) throws(StoreError) in
                    _ = try store.insert([frameDraft(receiver.id, "\(number)", bytes: 2000)])
                }
            }
            await store.close()
            var content = try Data(contentsOf: URL(filePath: path))
            // All pages but those of the schema and the register.
            for index in content.index(content.startIndex, offsetBy: content.count / 2)..<content.endIndex {
                content[index] = 0xA5
            }
            try content.write(to: URL(filePath: path))

            let damaged = try await SQLStore.sqlite(at: path)
            let error = await #expect(throws: StoreError.self) {
                try await damaged.read { (store) throws(StoreError) in try store.frames(after: nil, limit: 1000) }
            }
            #expect(error?.code == .corrupt)
            await damaged.close()
        }
    }

    @Test("a path where no file can be is unavailable, and the error names it")
    func noPath() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(filePath: folder + "/file"))
            for path in [folder + "/file/gnome.sqlite", folder] {
                let error = await #expect(throws: StoreError.self) { try await SQLStore.sqlite(at: path) }
                #expect(error?.code == .unavailable)
            }
        }
    }
}
