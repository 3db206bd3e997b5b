// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import TestSupport
import Testing

@testable import GnomeReceiver

@Suite("The journal of commands", .timeLimit(.minutes(10)))
struct CommandJournalTests {
    @Test("cut at any byte, it has every entry before that, and takes further ones")
    func torn() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/commands.journal"
            let entries: [CommandLedger.Entry] = [
                .began("a"), .ended("a", message: [1, 2, 3]), .reported("a"), .began("b"),
            ]
            var sizes: [Int] = []
            do {
                let lock = try LogFolder(folder)
                var journal = try CommandJournal(path)
                for entry in entries {
                    try journal.enter(entry, in: lock)
                    sizes.append(try Data(contentsOf: URL(filePath: path)).count)
                }
            }
            let bytes = Array(try Data(contentsOf: URL(filePath: path)))
            for length in 0...bytes.count {
                try Data(bytes[..<length]).write(to: URL(filePath: path))
                let lock = try LogFolder(folder)
                var journal = try CommandJournal(path)
                var expected = CommandLedger(memory: 4096)
                for (entry, size) in zip(entries, sizes) where size <= length { expected.enter(entry) }
                #expect(journal.ledger == expected)
                try journal.enter(.began("c"), in: lock)
                #expect(try CommandJournal(path).ledger.knows("c"))
            }
        }
    }

    @Test("it is written anew when it has grown, and says the same")
    func rewrites() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/commands.journal"
            let lock = try LogFolder(folder)
            var journal = try CommandJournal(path, memory: 4)
            try journal.enter(.began("open"), in: lock)
            for number in 0..<100 {
                for entry in [.began("\(number)"), .ended("\(number)", message: []), .reported("\(number)")]
                    as [CommandLedger.Entry]
                { try journal.enter(entry, in: lock) }
            }
            let again = try CommandJournal(path, memory: 4)
            #expect(again.ledger == journal.ledger)
            #expect(again.ledger.interrupted == ["open"])
            #expect(try Data(contentsOf: URL(filePath: path)).count < 1000)
        }
    }

    @Test("what could not be read again is refused, and harms nothing that comes after it")
    func tooLarge() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/commands.journal"
            let lock = try LogFolder(folder)
            var journal = try CommandJournal(path)
            try journal.enter(.began("a"), in: lock)
            var refused: SpoolError.Code?
            do throws(SpoolError) {
                try journal.enter(.ended("a", message: [UInt8](repeating: 1, count: 300_000)), in: lock)
            } catch { refused = error.code }
            #expect(refused == .tooLarge)
            try journal.enter(.began("b"), in: lock)
            #expect(try CommandJournal(path).ledger.interrupted == ["a", "b"])
        }
    }
}
