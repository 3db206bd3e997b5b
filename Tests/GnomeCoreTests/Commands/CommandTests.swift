// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@Suite("Commands")
struct CommandTests {
    @Test("a command is read, and read again from what it writes, with unknown keys kept")
    func roundTrips() throws {
        let text = """
            {"v": 1, "id": "c-17", "serial": "SG-F28CRPI33503", "name": "restart", "arguments": {"service": "sg-control"},
             "expires": "2026-05-02T12:00:00Z", "reason": "stuck"}
            """
        let command = try Command(bytes: Array(text.utf8))
        #expect(command.arguments == ["service": .string("sg-control")])
        #expect(command.expires == Timestamp("2026-05-02T12:00:00Z"))
        #expect(command.extras == ["reason": .string("stuck")])
        #expect(try Command(bytes: command.bytes) == command)
    }

    @Test(
        "what is no command, or says in a way that can't be read when it expires, is refused",
        arguments: [
            "", "[]", #"{"v":2,"id":"a","serial":"s","name":"n"}"#, #"{"v":1,"serial":"s","name":"n"}"#,
            #"{"v":1,"id":"","serial":"s","name":"n"}"#, #"{"v":1,"id":"a b","serial":"s","name":"n"}"#,
            #"{"v":1,"id":"a","name":"n"}"#, #"{"v":1,"id":"a","serial":"s"}"#,
            #"{"v":1,"id":"a","serial":"s","name":"n","expires":"soon"}"#,
            #"{"v":1,"id":"a","serial":"s","name":"n","arguments":[]}"#,
        ])
    func refuses(text: String) {
        #expect(throws: CodecError.self) { try Command(bytes: Array(text.utf8)) }
    }

    @Test("an outcome is read from the body that it writes", arguments: CommandOutcome.Status.allCases)
    func outcomes(status: CommandOutcome.Status) {
        let outcome = CommandOutcome(command: "c", status: status, output: status == .done ? "x" : nil)
        #expect(CommandOutcome(body: outcome.body) == outcome)
        #expect(CommandOutcome(body: .object(["command": .string("c"), "status": .string("perhaps")])) == nil)
    }

    @Test("whenever a receiver stops, its ledger knows what it had begun, and tells what is open")
    func ledgers() {
        var random = SplitMix(seed: 4)
        for _ in 0..<200 {
            var ledger = CommandLedger(memory: 50)
            var begun: [String] = []
            for number in 0..<Int.random(in: 1...40, using: &random) {
                let id = "c\(number)"
                ledger.enter(.began(id))
                begun.append(id)
                let end = Int.random(in: 0...3, using: &random)
                if end > 0 { ledger.enter(.ended(id, message: [UInt8(number)])) }
                if end > 1 { ledger.enter(.reported(id)) }
                if end > 2 { ledger.enter(.reported(id)) }
            }
            // What it would be after a stop: read from as few entries as there need be.
            var again = CommandLedger(memory: 50)
            for entry in ledger.entries { again.enter(entry) }
            #expect(again == ledger)
            #expect(begun.allSatisfy(again.knows))
            #expect(!again.knows("other"))
            #expect(Set(again.interrupted).isDisjoint(with: again.unreported.map(\.id)))
        }
    }

    @Test("the oldest are forgotten once enough newer ones were reported, and what is open never is")
    func forgets() {
        var ledger = CommandLedger(memory: 3)
        ledger.enter(.began("open"))
        for number in 0..<10 {
            for entry in [.began("\(number)"), .reported("\(number)")] as [CommandLedger.Entry] { ledger.enter(entry) }
        }
        #expect((0..<10).filter { ledger.knows("\($0)") } == [7, 8, 9])
        #expect(ledger.interrupted == ["open"])
        #expect(ledger.entries.count == 4)
    }
}
