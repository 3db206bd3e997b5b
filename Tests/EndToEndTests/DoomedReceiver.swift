// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import TestSupport
import Testing

/// A receiver that lives in `gnome-receiver-crasher` and is killed again and again: what it promised, and what it was asked.
struct DoomedReceiver {
    /// How many messages it keeps in one life: more than a round lets it.
    private static let messages = 400

    let serial: Serial
    private let folder: String
    private let url: String
    private let transport: RabbitMQTransport
    private var random: SplitMix
    private var kept: Set<Int64> = []
    private var sent = 0
    private var commands: Set<String> = []

    /// A receiver with an account of its own at the broker.
    init(_ serial: Serial, in folder: String, broker: BrokerProcess, transport: RabbitMQTransport) async throws {
        try await broker.control("add_user", serial.text, "key")
        try await broker.control(
            "set_permissions", serial.text, "^$", "^gnome\\.uplink$", "^gnome\\.downlink\\.\(serial.text)$")
        self.serial = serial
        self.folder = "\(folder)/\(serial)"
        self.transport = transport
        url = broker.url(user: serial.text, password: "key")
        random = SplitMix(seed: serial.text.utf8.reduce(17) { $0 &* 31 &+ UInt64($1) })
    }

    /// Lets it live and kills it, round after round, and at last lets it finish.
    ///
    /// - Parameter trouble: What else happens in a round, before it is killed.
    mutating func live(rounds: Int, trouble: (_ round: Int) async throws -> Void) async throws {
        for round in 0..<rounds {
            try await ask("c\(round)-0", to: "test")
            try await ask("c\(round)-1", to: round % 3 == 2 ? "hang" : "test")
            let program = try RunningProgram(
                "gnome-receiver-crasher",
                [folder, url, serial.text, "\(round * Self.messages)", "\(Self.messages)"])
            defer { program.signal(9) }
            // A third is killed by what it keeps, a third by what is confirmed, a third in the middle of a command.
            let word = ["kept", "sent", "ran c\(round)-1"][round % 3]
            for _ in 0..<(round % 3 == 2 ? 1 : Int.random(in: 1...40, using: &random)) {
                read(await program.line(with: word) ?? "")
            }
            try await trouble(round)
            program.signal(9)
            for line in await program.output().split(separator: "\n") { read(line) }
            #expect(await program.end() == -9)
        }
        try await ask("last", to: "stop")
        let (status, output) = try await RunningProgram.run(
            "gnome-receiver-crasher", [folder, url, serial.text, "\(rounds * Self.messages)", "10"])
        #expect(status == 0)
        for line in output.split(separator: "\n") { read(line) }
        #expect(kept.count > rounds && sent > rounds)
    }

    private mutating func read(_ line: some StringProtocol) {
        if let number = Int64(line.dropFirst(5)), line.hasPrefix("kept ") { kept.insert(number) }
        if line.hasPrefix("sent ") { sent += 1 }
    }

    /// Sends it a command, however often the broker is away.
    private mutating func ask(_ id: String, to name: String) async throws {
        let body = Command(id: id, serial: serial.text, name: name).bytes
        let message = OutboundMessage(exchange: "gnome.downlink", routingKey: serial.text, body: body)
        while true {
            do throws(TransportError) {
                try await transport.publish(message)
                commands.insert(id)
                return
            } catch {
                guard error.disposition == .unavailable, error.code != .stopped else { throw error }
            }
        }
    }

    /// Whether all that it promised is among what the server stored of it.
    func isWhole(in envelopes: [Envelope]) -> Bool {
        kept.isSubset(of: Self.numbers(in: envelopes)) && Self.outcomes(in: envelopes).count >= commands.count
    }

    /// Expects that each message is there once, and that no command was done twice.
    ///
    /// - Returns: How many commands it was interrupted in.
    func compare(with envelopes: [Envelope]) throws -> Int {
        let (numbers, outcomes) = (Self.numbers(in: envelopes), Self.outcomes(in: envelopes))
        #expect(kept.subtracting(numbers).isEmpty)
        #expect(Set(numbers).count == numbers.count)
        #expect(Set(outcomes.map(\.command)) == commands)
        #expect(outcomes.count == commands.count)
        let effects = try Data(contentsOf: URL(filePath: folder + "/effects"))
        let done = String(decoding: effects, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(Set(done).count == done.count)
        #expect(Set(outcomes.filter { $0.status == .done }.map(\.command)).isSubset(of: done))
        #expect(outcomes.allSatisfy { $0.status == .done || $0.status == .interrupted })
        return outcomes.count { $0.status == .interrupted }
    }

    private static func numbers(in envelopes: [Envelope]) -> [Int64] {
        envelopes.compactMap { $0.body["number"]?.lenientInteger }
    }

    private static func outcomes(in envelopes: [Envelope]) -> [CommandOutcome] {
        envelopes.compactMap { CommandOutcome(body: $0.body) }
    }
}
