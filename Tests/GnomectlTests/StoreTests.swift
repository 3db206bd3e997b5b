// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeStore
import TestSupport
import Testing

@testable import gnomectl

@Suite("gnomectl store", .timeLimit(.minutes(10)))
struct StoreTests {
    /// Lends a data folder with a store that has one receiver, and closes the store first where it is to be restored.
    private func withData(isOpen: Bool = false, _ body: (World, String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let database = folder + "/gnome-server/gnome.db"
            let store = try await SQLStore.sqlite(at: database)
            let serial = try #require(Serial("SG-F28CRPI33503"))
            _ = try await store.write { (store) throws(StoreError) in
                try store.register(
                    ReceiverDraft(serial: serial, registration: .accepted, registeredAt: Timestamp(seconds: 1)))
            }
            if !isOpen { await store.close() }
            try await body(World(variables: ["XDG_DATA_HOME": folder]), database)
            await store.close()
        }
    }

    @Test("check finds the database in the data folder while it is open, and counts what is in it")
    func check() async throws {
        try await withData(isOpen: true) { world, database in
            #expect(await world.run("store check --format json") == .success)
            let answer = JSONValue(bytes: Array(world.results.utf8))
            #expect(answer?["path"] == .string(database))
            #expect(answer?["sound"] == .bool(true))
            #expect(answer?["receivers"] == .integer(1))
            #expect(answer?["findings"] == .array([]))
            #expect(world.requests.isEmpty)
        }
    }

    @Test("check tells people each fact in a row")
    func checkTable() async throws {
        try await withData { world, database in
            #expect(await world.run(["store", "check", "--store", database]) == .success)
            #expect(world.results.hasPrefix("Database    \(database)\nSchema "))
            #expect(world.results.contains("\nReceivers   1\n"))
            #expect(world.results.hasSuffix("\n\nNothing is wrong.\n"))
        }
    }

    @Test("what is wrong gives 1, is printed all the same, and says what to do")
    func damage() async throws {
        try await withData { world, database in
            try Data(repeating: 0x5A, count: 9000).write(to: URL(filePath: database))
            #expect(await world.run("store check") == .failure)
            #expect(world.results.contains("unusable (damage): "))
            #expect(world.messages.contains("Something is wrong with \(database)."))
            let quiet = World()
            #expect(await quiet.run(["store", "verify", database, "-q"]) == .failure)
            #expect(quiet.results == "damage\n")
        }
    }

    @Test("a backup is made while the store is open, verified, and not replaced unless that is said")
    func backup() async throws {
        try await withData(isOpen: true) { world, database in
            let copy = database + ".copy"
            #expect(await world.run(["store", "backup", copy]) == .success)
            #expect(world.results.hasPrefix("The backup is made and verified.\n"))
            #expect(await world.run(["store", "verify", copy]) == .success)
            #expect(await world.run(["store", "backup", copy]) == .failure)
            #expect(world.messages.contains("is there already"))
            #expect(await world.run(["store", "backup", copy, "--replace"]) == .success)
        }
    }

    @Test("a restore is refused while the store is open, and done once it is closed")
    func restore() async throws {
        try await withData(isOpen: true) { world, database in
            let copy = database + ".copy"
            #expect(await world.run(["store", "backup", copy]) == .success)
            #expect(await world.run(["store", "restore", copy]) == .failure)
            #expect(world.messages.contains("process \(ProcessInfo.processInfo.processIdentifier)"))
            #expect(world.messages.contains("Stop that server"))
        }
        try await withData { world, database in
            let copy = database + ".copy"
            #expect(await world.run(["store", "backup", copy]) == .success)
            let second = World()
            #expect(
                await second.run(["store", "restore", copy, "--store", database, "--format", "json"]) == .success)
            let path = try #require(JSONValue(bytes: Array(second.results.utf8))?["former"]?.text)
            #expect(path.hasPrefix(database + ".before-restore-20"))
            #expect(!path.dropFirst(database.count).contains(":"))
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }

    @Test("migrate says that there is nothing to do, also in rehearsal beside an open store")
    func migrate() async throws {
        try await withData(isOpen: true) { world, _ in
            #expect(await world.run("store migrate --dry-run") == .success)
            #expect(world.results.hasPrefix("The database is up to date"))
            #expect(await world.run("store migrate") == .failure)
            #expect(world.messages.contains("is in use by process"))
        }
        try await withData { world, _ in
            #expect(await world.run("store migrate --format json") == .success)
            let answer = JSONValue(bytes: Array(world.results.utf8))
            #expect(answer?["steps"] == .array([]))
            #expect(answer?["dryRun"] == .bool(false))
        }
    }

    @Test("move fills another store, says that both hold the same, and does nothing when it is run again")
    func move() async throws {
        try await withData { world, database in
            #expect(await world.run(["store", "move", database, database + ".moved"]) == .success)
            #expect(
                world.results.hasPrefix(
                    "1 rows were moved from \(database) to \(database).moved, which hold the same.\n"))
            #expect(!world.results.contains("not equal"))
            let again = World()
            #expect(
                await again.run(["store", "move", database, database + ".moved", "--format", "json"]) == .success)
            let answer = JSONValue(bytes: Array(again.results.utf8))
            #expect(answer?["moved"] == .integer(0))
            #expect(answer?["equal"] == .bool(true))
            let digests = [World(), World()]
            #expect(await digests[0].run(["store", "digest", database, "-q"]) == .success)
            #expect(await digests[1].run(["store", "digest", database + ".moved", "-q"]) == .success)
            #expect(digests[0].results == digests[1].results)
            #expect(digests[0].results.contains("\n"))
        }
    }

    @Test("move is refused while the store is open, which digest is not")
    func moveRunning() async throws {
        try await withData(isOpen: true) { world, database in
            #expect(await world.run(["store", "move", database, database + ".moved"]) == .failure)
            #expect(world.messages.contains("Stop every server that uses it"))
            #expect(!FileManager.default.fileExists(atPath: database + ".moved"))
            #expect(await world.run(["store", "digest", database]) == .success)
            #expect(
                world.results.split(separator: "\n").contains {
                    $0.split(separator: " ").prefix(2) == ["receivers", "1"]
                })
        }
    }

    @Test("rebuild lists what differs from the frames, mends it, and says when all is as they tell")
    func rebuild() async throws {
        try await withData { world, database in
            #expect(await world.run("store rebuild --dry-run") == .success)
            #expect(
                world.results
                    == "0 frames of 1 receivers were folded again. What is stored is what they tell.\n")
            let store = try await SQLStore.sqlite(at: database)
            try await store.write { (store) throws(StoreError) in
                var status = ReceiverStatus()
                status.frames = 3
                for overview in try store.overviews(after: nil, limit: 9) {
                    try store.setStatuses([overview.receiver.id: status])
                }
            }
            await store.close()
            let worlds = (0..<5).map { _ in World() }
            let left = ["store", "rebuild", "--store", database]
            #expect(await worlds[4].run(left) == .failure)
            #expect(worlds[4].results.contains("\nSG-F28CRPI33503  left   frames  3       0\n"))
            #expect(worlds[4].messages.contains("Fewer frames are stored than the status tells of: SG-F28CRPI33503."))
            let words = left + ["--fewer-frames"]
            #expect(await worlds[0].run(words + ["--dry-run"]) == .failure)
            #expect(worlds[0].results.contains("\nSG-F28CRPI33503  differs  frames  3       0\n"))
            #expect(worlds[0].messages.contains("1 of 1 receivers differ"))
            #expect(await worlds[1].run(words + ["-q", "-n"]) == .failure)
            #expect(worlds[1].results == "SG-F28CRPI33503\n")
            #expect(await worlds[2].run(words + ["--format", "json"]) == .success)
            let answer = JSONValue(bytes: Array(worlds[2].results.utf8))
            #expect(answer?["dryRun"] == .bool(false))
            #expect(answer?["frames"] == .integer(0))
            #expect(worlds[2].results.contains(#""subject" : "frames","#))
            #expect(await worlds[3].run(words + ["-n"]) == .success)
        }
    }

    @Test("rebuild is refused while the store is open")
    func rebuildRunning() async throws {
        try await withData(isOpen: true) { world, _ in
            #expect(await world.run("store rebuild") == .failure)
            #expect(world.messages.contains("Stop every server that uses it"))
        }
    }

    @Test("move tells of a database that can't be reached without its password")
    func moveUnreachable() async throws {
        try await withData { world, database in
            let url = "postgres://gnome:hush@127.0.0.1:1/gnome"
            #expect(await world.run(["store", "move", database, url]) == .failure)
            #expect(world.messages.contains("can't be reached"))
            #expect(!(world.messages + world.results).contains("hush"))
        }
    }

    @Test(
        "a file that is not there gives 1, and nothing is made",
        arguments: [
            "store check", "store backup copy", "store verify none", "store restore none",
            "store migrate", "store migrate -n", "store digest none", "store move none copy", "store rebuild",
        ])
    func missing(line: String) async throws {
        try await withTemporaryFolder { folder in
            let words = line.split(separator: " ").map {
                ["copy", "none"].contains($0) ? "\(folder)/\($0)" : String($0)
            }
            let world = World(variables: ["XDG_DATA_HOME": folder])
            #expect(await world.run(words) == .failure)
            #expect(world.messages.hasPrefix("Error: There is no file \(folder)/"))
            #expect(world.results.isEmpty)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(names == [])
        }
    }
}
