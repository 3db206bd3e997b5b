// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeReceiver
import GnomeTransport

/// Keeps messages, sends them and does commands until somebody ends it, and says what was promised.
///
///     gnome-receiver-crasher FOLDER BROKER SERIAL FIRST COUNT
///
/// It keeps so many messages, numbered from the first, and then goes on sending and doing commands. A line `kept NUMBER` is
/// written for each message once the spool has promised it, `sent ID` for each that was confirmed. Doing a command appends
/// its id to the file `effects` in the folder of the spool, and writes `ran ID`. A command called `hang` never ends; one
/// called `stop` ends the program well, once all is confirmed.
@main
struct ReceiverCrasher {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let serial = Serial(arguments[3]), let first = Int64(arguments[4]),
            let count = Int64(arguments[5])
        else { return Effects.write("gnome-receiver-crasher FOLDER BROKER SERIAL FIRST COUNT\n") }
        var broker = try RabbitMQConfiguration(url: arguments[2], topology: Topology())
        broker.retryDelay = .milliseconds(10)...(.milliseconds(500))
        broker.publishTimeout = .seconds(3)
        var settings = ReceiverSettings(serial: serial, folder: arguments[1])
        settings.retryDelay = .milliseconds(10)...(.milliseconds(500))
        let effects = arguments[1] + "/effects"
        let (stops, stop) = AsyncStream<Never>.makeStream()
        let (hanging, hold) = AsyncStream<Never>.makeStream()
        defer { hold.finish() }
        let client = try await ReceiverClient(
            settings, over: BrokerLink(try RabbitMQTransport(broker), serial: serial),
            now: { Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)) },
            pause: { (duration) throws(CancellationError) in
                do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
            },
            observe: { event in
                switch event {
                case .sent(let id): Effects.write("sent \(id)\n")
                case .ended(let outcome) where outcome.output == "stop": stop.finish()
                default: break
                }
            },
            handler: { command in
                Effects.append("\(command.id)\n", to: effects)
                Effects.write("ran \(command.id)\n")
                // In the middle of this one it is killed.
                if command.name == "hang" { for await _ in hanging {} }
                return CommandOutcome(command: command.id, status: .done, output: command.name)
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            for number in first..<first + count {
                try await client.send(kind: "status", body: .object(["number": .integer(number)]), next: .seconds(60))
                Effects.write("kept \(number)\n")
            }
            for await _ in stops {}
            // What the outcome itself takes.
            while await client.backlog > 0 { try? await Task.sleep(for: .milliseconds(2)) }
            client.beginGracefulShutdown()
            try await group.waitForAll()
        }
    }
}
