// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Synchronization
import TestSupport
import Testing

@testable import GnomeReceiver

@Suite("The spool of a receiver", .timeLimit(.minutes(10)))
struct SpoolTests {
    private static func message(_ number: Int, size: Int = 40) -> [UInt8] {
        Array("message \(number) ".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: number) | 1, count: size)
    }

    private static func keep(_ numbers: Range<Int>, in spool: Spool) async throws {
        for number in numbers { try await spool.append { _ in message(number) } }
    }

    private static func all(in spool: Spool) async throws -> [[UInt8]] {
        try await spool.take(upTo: 100_000).map(\.bytes)
    }

    /// Files of a folder that end in a suffix, in order.
    private static func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".spool") }.sorted()
            .map { "\(folder)/\($0)" }
    }

    /// Opens a spool again as soon as the one before has let go of its folder, which its last work may do a little later.
    private static func reopen(_ path: String, limit: Int) async throws -> Spool {
        while true {
            do throws(SpoolError) { return try await Spool.open(path, limit: limit) } catch {
                if error.code != .locked { throw error }
                try? await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    @Test("the checksum is the CRC-32 that everybody knows")
    func checksum() {
        #expect(CRC32.sum("123456789".utf8) == 0xCBF4_3926)
    }

    @Test("what was kept comes after a stop, in order, without what was confirmed")
    func survives() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/spool"
            do {
                let spool = try await Spool.open(path, limit: 1 << 20)
                try await Self.keep(0..<10, in: spool)
                let entries = try await spool.take(upTo: 5)
                for entry in [entries[0], entries[1], entries[3]] { await spool.confirm(entry.number) }
                #expect(await spool.backlog() == 7)
            }
            let spool = try await Spool.open(path, limit: 1 << 20)
            // The fourth is confirmed, but behind one that is not: it is sent once more, with the id it had.
            #expect(try await Self.all(in: spool) == (2..<10).map { Self.message($0) })
            try await Self.keep(10..<12, in: spool)
            #expect(try await Self.all(in: spool) == (10..<12).map { Self.message($0) })
        }
    }

    @Test("cut at any byte, as by a power failure, the spool has every message before that, and nothing else")
    func torn() async throws {
        try await withTemporaryFolder { folder in
            do {
                let spool = try await Spool.open(folder + "/a", limit: 1 << 20)
                try await Self.keep(0..<5, in: spool)
            }
            let file = try #require(try Self.files(folder + "/a").last)
            let bytes = Array(try Data(contentsOf: URL(filePath: file)))
            let size = bytes.count / 5
            for length in bytes.indices {
                let path = "\(folder)/cut"
                try? FileManager.default.removeItem(atPath: path)
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
                let name = String(file.split(separator: "/").last ?? "")
                // What the disk had not written may be zeros as well as missing.
                let rest = length.isMultiple(of: 2) ? [] : [UInt8](repeating: 0, count: bytes.count - length)
                try Data(Array(bytes[..<length]) + rest).write(to: URL(filePath: "\(path)/\(name)"))
                let spool = try await Spool.open(path, limit: 1 << 20)
                try await Self.keep(9..<10, in: spool)
                let expected = (0..<length / size).map { Self.message($0) } + [Self.message(9)]
                let found = try await Self.all(in: spool)
                if found != expected { Issue.record("cut at \(length): \(found.count) in place of \(expected.count)") }
            }
        }
    }

    @Test(
        "a full spool pushes out the oldest; what is left and what comes next tell exactly how many went, also after a stop"
    )
    func pushesOut() async throws {
        try await withTemporaryFolder { folder in
            let limit = 16 << 10
            let path = folder + "/spool"
            /// What each message tells stands at its end.
            func keep(_ numbers: Range<Int>, in spool: Spool, asked: Counter) async throws {
                for number in numbers {
                    try await spool.append { dropped in
                        asked.add(number)
                        return Self.message(number) + Array(" dropped \(dropped)".utf8)
                    }
                }
            }
            func told(_ messages: [[UInt8]]) -> Int {
                messages.reduce(0) { sum, message in
                    sum + (Int(String(decoding: message, as: UTF8.self).split(separator: " ").last ?? "") ?? 0)
                }
            }
            let asked = Counter()
            do {
                let spool = try await Self.reopen(path, limit: limit)
                try await keep(0..<1000, in: spool, asked: asked)
            }
            let size = try Self.files(path).reduce(0) { $0 + (try Data(contentsOf: URL(filePath: $1)).count) }
            #expect(size <= limit)
            do {
                let spool = try await Self.reopen(path, limit: limit)
                let left = try await Self.all(in: spool)
                #expect(left.count > 100)
                // What the last one pushed out is told by the next.
                try await keep(1000..<1001, in: spool, asked: asked)
            }
            let spool = try await Self.reopen(path, limit: limit)
            let left = try await Self.all(in: spool)
            #expect(told(left) == 1001 - left.count)
            #expect(asked.sum == 1001, "each message is made once")
        }
    }

    @Test("what a failed write left at the end of a file hides nothing that was promised in the next one")
    func surplus() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/spool"
            do {
                let spool = try await Spool.open(path, limit: 1 << 20)
                try await Self.keep(0..<2, in: spool)
            }
            // The write of two more failed, but reached the disk; one of them says that nothing before it is wanted any more.
            let file = try #require(try Self.files(path).last)
            let bytes = Array(try Data(contentsOf: URL(filePath: file)))
            let vain = [
                LogRecord(floor: 4, told: 2, payload: Self.message(7)), LogRecord(floor: 4, payload: Self.message(8)),
            ]
            try Data(bytes + vain.flatMap(\.bytes)).write(to: URL(filePath: file))
            let next = LogRecord(floor: 1, payload: Self.message(2)).bytes
            try Data(next).write(to: URL(filePath: path + "/00000000000000000003.spool"))
            let spool = try await Spool.open(path, limit: 1 << 20)
            #expect(try await Self.all(in: spool) == (0..<3).map { Self.message($0) })
        }
    }

    @Test("of messages that are kept together, one that is too large is refused, and none is made twice")
    func tooLargeAmongOthers() async throws {
        try await withTemporaryFolder { folder in
            let spool = try await Spool.open(folder + "/spool", limit: 1 << 20)
            let asked = Counter()
            let refused = await withTaskGroup(of: SpoolError.Code?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        do throws(SpoolError) {
                            try await spool.append { _ in
                                asked.add(number)
                                return Self.message(number, size: number == 20 ? 300_000 : 40)
                            }
                            return nil
                        } catch { return error.code }
                    }
                }
                return await group.reduce(into: [SpoolError.Code]()) { refused, code in
                    if let code { refused.append(code) }
                }
            }
            #expect(refused == [.tooLarge])
            #expect(asked.sum == 40)
            #expect(await spool.backlog() == 39)
        }
    }

    @Test("what was pushed out stays out, also where its file was not removed before the power failed")
    func staysOut() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/spool"
            var first: [(String, Data)] = []
            do {
                let spool = try await Spool.open(path, limit: 16 << 10)
                try await Self.keep(0..<100, in: spool)
                first = try Self.files(path).map { ($0, try Data(contentsOf: URL(filePath: $0))) }
                try await Self.keep(100..<400, in: spool)
            }
            let (file, data) = try #require(first.first)
            #expect(try !Self.files(path).contains(file))
            try data.write(to: URL(filePath: file))
            let spool = try await Spool.open(path, limit: 16 << 10)
            let left = try await Self.all(in: spool)
            #expect(left == (400 - left.count..<400).map { Self.message($0) })
            #expect(try !Self.files(path).contains(file))
        }
    }

    @Test("a file that was damaged in its middle costs its rest and no other, and the next message tells how much")
    func damage() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/spool"
            do {
                let spool = try await Spool.open(path, limit: 64 << 10)
                try await Self.keep(0..<200, in: spool)
            }
            let file = try #require(try Self.files(path).first)
            var bytes = Array(try Data(contentsOf: URL(filePath: file)))
            bytes[bytes.count / 2] ^= 0x10
            try Data(bytes).write(to: URL(filePath: file))
            let told = Mutex<[Int]>([])
            // Counted once, however often it is opened again before and after that is told.
            for _ in 0..<2 { _ = try await Self.reopen(path, limit: 64 << 10) }
            for number in 200..<202 {
                let spool = try await Self.reopen(path, limit: 64 << 10)
                try await spool.append { dropped in
                    told.withLock { $0.append(dropped) }
                    return Self.message(number)
                }
            }
            let spool = try await Self.reopen(path, limit: 64 << 10)
            let left = Set(try await Self.all(in: spool))
            let missing = (0...201).filter { !left.contains(Self.message($0)) }
            #expect(!missing.isEmpty && missing == Array((missing.first ?? 0)...(missing.last ?? 0)))
            #expect(told.withLock { $0 } == [missing.count, 0])
        }
    }

    @Test("messages that are kept at the same time are all there, each once")
    func together() async throws {
        try await withTemporaryFolder { folder in
            let spool = try await Spool.open(folder + "/spool", limit: 1 << 20)
            try await withThrowingDiscardingTaskGroup { group in
                for number in 0..<200 { group.addTask { try await spool.append { _ in Self.message(number) } } }
            }
            let found = try await Self.all(in: spool)
            #expect(found.count == 200 && Set(found).count == 200)
        }
    }

    @Test("a message that is too large is refused, and none beside it")
    func tooLarge() async throws {
        try await withTemporaryFolder { folder in
            let spool = try await Spool.open(folder + "/spool", limit: 8 << 20)
            async let small: Void = spool.append { _ in Self.message(1) }
            let error = await #expect(throws: SpoolError.self) {
                try await spool.append { _ in Self.message(2, size: 300_000) }
            }
            try await small
            #expect(error?.code == .tooLarge)
            #expect(try await Self.all(in: spool) == [Self.message(1)])
        }
    }

    @Test("a folder is used by one process at a time")
    func locks() async throws {
        try await withTemporaryFolder { folder in
            let spool = try await Spool.open(folder + "/spool", limit: 1 << 20)
            let error = await #expect(throws: SpoolError.self) {
                try await Spool.open(folder + "/spool", limit: 1 << 20)
            }
            #expect(error?.code == .locked)
            #expect(await spool.backlog() == 0)
        }
    }

    @Test(
        "a full disk is told as such, costs nothing that was kept, and once there is room the spool goes on",
        .enabled("mounting a small disk needs root", SmallDisk.isThere))
    func fullDisk() async throws {
        try await SmallDisk.with(megabytes: 1) { disk in
            try Data(count: 700_000).write(to: URL(filePath: disk + "/filler"))
            var kept = 0
            do {
                let spool = try await Spool.open(disk + "/spool", limit: 64 << 20)
                let error = await #expect(throws: SpoolError.self) {
                    while true {
                        let number = kept
                        try await spool.append { _ in Self.message(number, size: 3000) }
                        kept += 1
                    }
                }
                #expect(error?.code == .full)
                #expect(error?.description.hasPrefix("The disk is full") == true)
                #expect(kept > 20)
                try FileManager.default.removeItem(atPath: disk + "/filler")
                let number = kept
                try await spool.append { _ in Self.message(number, size: 3000) }
            }
            let spool = try await Spool.open(disk + "/spool", limit: 64 << 20)
            #expect(try await Self.all(in: spool) == (0...kept).map { Self.message($0, size: 3000) })
        }
    }
}
