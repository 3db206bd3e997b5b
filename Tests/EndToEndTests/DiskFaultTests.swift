// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeStore
import GnomeTransport
import TestSupport
import Testing

@Suite("A disk that fails", .timeLimit(.minutes(5)))
struct DiskFaultTests {
    @Test(
        "a full disk: the server asks its clients to come back, says so, and goes on once there is room",
        .enabled("mounting a small disk needs root", SmallDisk.isThere))
    func full() async throws {
        try await SmallDisk.with(megabytes: 96) { disk in
            let server = try await TestServer.start(in: disk)
            let load = PostingLoad(on: server)
            try await load.run {
                for _ in 0..<2 {
                    try await load.progress(50)
                    // It ends where there is no more room.
                    let (status, output) = try await RunningProgram.run(
                        "/usr/bin/dd", ["if=/dev/zero", "of=\(disk)/filler", "bs=4k"])
                    #expect(status == 1, "\(output)")
                    #expect(try await server.becomes(ready: 503))
                    let answer = String(decoding: try await server.send("GET", "/readyz").body, as: UTF8.self)
                    #expect(answer.contains("The disk is full"), "\(answer)")
                    let refusals = load.refusals
                    #expect(try await server.eventually { load.refusals > refusals })
                    try FileManager.default.removeItem(atPath: disk + "/filler")
                    #expect(try await server.becomes(ready: 200))
                }
                try await load.progress(50)
            }
            #expect(load.oddAnswers.isEmpty)
            await server.stop()
            try await expectSound(disk + "/data/gnome.db", keeping: load.taken, batch: 1)
        }
    }

    @Test(
        "calls of the system that fail for a while: the write says so, later ones are kept, and the database stays sound",
        .enabled("strace can't trace here", Tracer.isThere),
        arguments: [
            ("fdatasync", "EIO", "3..6"), ("pwrite64", "EIO", "40..60"), ("pwrite64", "ENOSPC", "40..60"),
        ])
    func calls(_ call: String, _ error: String, _ passings: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/gnome.db"
            // The store is made beforehand: what is tried is writing it.
            #expect(try await RunningProgram.run("gnome-crasher", [path, "4", "1"]).status == 0)
            let (status, output) = try await RunningProgram.run(
                Tracer.path,
                [
                    "-f", "-qq", "-o", folder + "/trace", "-e", "trace=\(call)", "-e",
                    "inject=\(call):error=\(error):when=\(passings)", RunningProgram.folder + "/gnome-crasher", path,
                    "4", "100",
                ], environment: ["GNOME_FAIL_POINT": "afterTold:1000000"])
            #expect(status == 0)
            var ledger = CrashLedger()
            for line in output.split(separator: "\n") { ledger.read(String(line)) }
            #expect(ledger.lines == 4 * 100 * 3)
            #expect(!ledger.refusals.isEmpty)
            let told =
                error == "ENOSPC" ? "failed unavailable: The disk is full" : "failed unavailable: The disk failed"
            for refusal in ledger.refusals { #expect(refusal.hasPrefix(told), "\(refusal)") }
            try await expectSound(path, keeping: ledger.acknowledged, batch: 3)
        }
    }

    /// Expects that a store has what was acknowledged, everything once, and no damage.
    private func expectSound(_ path: String, keeping acknowledged: Set<String>, batch: Int) async throws {
        var ledger = CrashLedger(batch: batch)
        ledger.acknowledged = acknowledged
        let store = try await SQLStore.sqlite(at: path)
        try await ledger.compare(with: store, "after the faults")
        await store.close()
        #expect(try await SQLiteStoreFile(path).verify().findings.isEmpty)
    }
}
