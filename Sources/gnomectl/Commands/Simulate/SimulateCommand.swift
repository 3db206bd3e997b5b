// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport

/// The command `simulate`.
enum SimulateCommand {
    private enum Way: String, CaseIterable {
        case http, amqp
    }

    private static let receivers = Parameter.option(
        "receivers", value: "n", .integer(1...10_000), default: "20", help: "How many receivers.")
    private static let seed = Parameter.option(
        "seed", value: "n", .integer(0...UInt64.max), default: "1",
        help: "Which ones: the same seed, the same receivers.")
    private static let rounds = Parameter.option(
        "rounds", value: "n", .integer(0...1_000_000), default: "1", help: "How often each is heard.")
    private static let every = Parameter.option(
        "every", value: "duration", .duration, default: "60s", help: "How long each stays away between two contacts.")
    private static let over = Parameter.option(
        "over", value: "way", ValueForm<Way>.choice, default: "http", help: "How they send.")
    private static let broker = Parameter.option(
        "amqp-url", value: "url", .text, help: "The broker for --over amqp; otherwise GNOME_AMQP_URL.")
    private static let register = Parameter.flag(
        "register", help: "Register them first; otherwise they wait as pending.")
    private static let enrol = Parameter.option(
        "enrol", value: "path", .path,
        help: "Let them register themselves first, by the enrolment token in this file, “-” for standard input.")
    private static let orderly = Parameter.flag(
        "orderly", help: "All keep their word; otherwise some are late, fall silent, or are never heard.")

    static let command = Command(
        "simulate", abstract: "Let receivers live that do not exist.",
        discussion: """
            Over HTTP they post as V2 receivers do: a report, metrics, and when they will be back. Over AMQP they \
            publish as the proof of concept took it. With --rounds 0 none is heard; --quiet prints their serials. For trials, not for a server with receivers of yours. Ends with 75 \
            where contacts could not be delivered.
            """,
        parameters: [
            receivers.declaration, seed.declaration, rounds.declaration, every.declaration, over.declaration,
            broker.declaration, register.declaration, enrol.declaration, orderly.declaration,
        ] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let plan = Simulator.Plan(
            receivers: invocation[receivers], seed: invocation[seed], interval: invocation[every],
            rounds: invocation[rounds], isOrderly: invocation[orderly])
        if invocation[register] { try await registerAll(of: plan, with: invocation) }
        if let path = invocation[enrol] { try await enrolAll(of: plan, byTokenAt: path, invocation) }
        let tally =
            switch invocation[over] {
            case .http: try await overHTTP(plan, invocation)
            case .amqp: try await overBroker(plan, invocation)
            }
        invocation.output.progress("")
        try invocation.print(
            Rendering(
                tally, identifiers: receivers(of: plan).map(\.serial.text),
                sentence: "\(tally.delivered) contacts were delivered, \(tally.failed) were not."))
        if tally.failed > 0 {
            throw CommandError(
                .temporary, "\(tally.failed) contacts could not be delivered.",
                hint: "The last: \(tally.lastFailure ?? "unknown")")
        }
    }

    private static func registerAll(of plan: Simulator.Plan, with invocation: Invocation) async throws(CommandError) {
        let client = try invocation.administratorClient()
        for (number, receiver) in receivers(of: plan).enumerated() {
            invocation.output.progress("Registering \(number + 1) of \(plan.receivers)")
            _ = try await client.register(receiver.serial, name: "Simulated \(receiver.label)")
        }
    }

    private static func receivers(of plan: Simulator.Plan) -> [SimulatedReceiver] {
        (0..<plan.receivers).map { SimulatedReceiver(number: $0, seed: plan.seed) }
    }

    /// Lets each register itself, as a receiver in the field does: with nothing but the token and its own key.
    private static func enrolAll(
        of plan: Simulator.Plan, byTokenAt path: String, _ invocation: Invocation
    ) async throws(CommandError) {
        let content =
            path == "-" ? invocation.environment.input.line() : try? String(contentsOfFile: path, encoding: .utf8)
        guard let content else { throw CommandError(.failure, "The enrolment token at \(path) can't be read.") }
        let client = GnomeClient(
            server: try ConnectionSettings(invocation).server, http: invocation.environment.http, token: nil,
            clock: invocation.environment.clock)
        for (number, receiver) in receivers(of: plan).enumerated() {
            invocation.output.progress("Enrolling \(number + 1) of \(plan.receivers)")
            let enrolled: EnrolledAnswer = try await client.change(
                "POST", ["registrations"],
                [
                    "serial": .string(receiver.serial.text), "key": .string(receiver.key),
                    "token": .string(String(content.prefix { !$0.isWhitespace })),
                ])
            if !enrolled.isRegistered {
                invocation.output.message(
                    "\(enrolled.serial) is known with another key, and held. See: gnomectl conflicts list")
            }
        }
    }

    private static func overHTTP(
        _ plan: Simulator.Plan, _ invocation: Invocation
    ) async throws(CommandError) -> Simulator.Tally {
        let server = try ConnectionSettings(invocation).server
        let uplink = AgentUplink(client: invocation.environment.http, server: server.text)
        return try await run(plan, over: uplink, invocation)
    }

    private static func overBroker(
        _ plan: Simulator.Plan, _ invocation: Invocation
    ) async throws(CommandError) -> Simulator.Tally {
        guard let url = invocation[broker] ?? invocation.environment["GNOME_AMQP_URL"] else {
            throw CommandError(
                .configuration, "There is no broker to send to.", hint: "Name it with --amqp-url or GNOME_AMQP_URL.")
        }
        let transport: any MessageTransport
        do {
            transport = try invocation.environment.broker(url)
        } catch {
            throw CommandError(.configuration, error.message)
        }
        async let running: Void? = try? transport.run()
        do throws(CommandError) {
            let tally = try await run(plan, over: NoteUplink(transport: transport), invocation)
            transport.beginGracefulShutdown()
            _ = await running
            return tally
        } catch {
            transport.beginGracefulShutdown()
            throw error
        }
    }

    private static func run(
        _ plan: Simulator.Plan, over uplink: any SimulatedUplink, _ invocation: Invocation
    ) async throws(CommandError) -> Simulator.Tally {
        // A spool has three open and a fourth while it is read; the rest is for connections.
        try OpenFiles.reserve(4 * plan.receivers + 256)
        let clock = invocation.environment.clock
        let folder = FileManager.default.temporaryDirectory.appending(path: "gnome-simulate-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(.failure, "No folder can be made for the spools of the receivers.", hint: "\(error)")
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let simulator = Simulator(
            plan, in: folder.path(), over: uplink,
            now: SystemTime.now,
            pause: { duration throws(CancellationError) in
                do { try await clock.sleep(for: duration) } catch { throw CancellationError() }
            })
        let output = invocation.output
        return await simulator.run { tally in
            output.progress("\(tally.delivered) contacts delivered, \(tally.failed) not")
        }
    }
}
