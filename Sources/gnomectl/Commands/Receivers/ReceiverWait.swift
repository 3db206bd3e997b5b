// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Waits until a receiver has come as far as somebody wants, and asks the server less and less often.
struct ReceiverWait {
    /// What is waited for.
    enum Goal: String, Sendable, CaseIterable {
        case registered, accepted, heard, deployed

        fileprivate var words: String { self == .heard ? "be heard" : "be \(rawValue)" }
    }

    private static let wait = Parameter.option(
        "wait", value: "duration", .duration, help: "Then wait until the receiver is heard, at most so long.")
    /// The option of commands after which a receiver is to be heard.
    static let parameters = [wait.declaration]

    private let serial: Serial
    private let goal: Goal
    private let since: Timestamp?
    private let client: GnomeClient

    /// A wait for a receiver.
    ///
    /// - Parameter since: From when on it must be heard; nothing where it does not matter when.
    init(for serial: Serial, to goal: Goal, since: Timestamp? = nil, _ client: GnomeClient) {
        self.serial = serial
        self.goal = goal
        self.since = since
        self.client = client
    }

    /// Waits until a receiver is heard, where the call says so.
    ///
    /// - Throws: `temporary` where it takes longer than the call allows.
    static func run(for serial: Serial, _ client: GnomeClient, _ invocation: Invocation) async throws {
        guard let limit = invocation[wait] else { return }
        let wait = ReceiverWait(for: serial, to: .heard, since: invocation.environment.now(), client)
        _ = try await wait.run(atMost: limit, invocation)
    }

    /// Waits.
    ///
    /// - Returns: The receiver as it is then.
    /// - Throws: `temporary` where it takes too long, what asking throws where the server refuses, and `CancellationError`.
    func run(atMost limit: Duration, _ invocation: Invocation) async throws -> ReceiverAnswer {
        let output = invocation.output
        defer { output.progress("") }
        var (waited, pause) = (Duration.zero, Duration.seconds(1))
        while true {
            if let receiver = try await arrived(at: invocation.environment.now(), output) { return receiver }
            guard waited < limit else { break }
            let next = min(pause, limit - waited)
            output.progress("Waiting for \(serial) to \(goal.words), \(waited.humanText) so far")
            try await invocation.environment.clock.sleep(for: next)
            waited += next
            // Somebody who waits for hours does not ask every second.
            pause = min(pause * 1.5, .seconds(15))
        }
        throw CommandError(
            .temporary, "\(serial) did not come to \(goal.words) within \(limit.humanText).",
            hint: "What was done stays. See: gnomectl receivers show \(serial)")
    }

    /// The receiver, where it has come as far; a server that is away for a while is waited for.
    private func arrived(at now: Timestamp, _ output: Output) async throws(CommandError) -> ReceiverAnswer? {
        do throws(CommandError) {
            guard let receiver = try await client.knownReceiver(serial) else { return nil }
            return try await isThere(receiver, at: now) ? receiver : nil
        } catch {
            guard error.exitCode == .unreachable || error.exitCode == .temporary else { throw error }
            return nil
        }
    }

    private func isThere(_ receiver: ReceiverAnswer, at now: Timestamp) async throws(CommandError) -> Bool {
        switch goal {
        case .registered: return receiver.registration != "pending"
        case .accepted: return receiver.registration == "accepted"
        case .heard: return receiver.lastContactAt.map { heard in since.map { heard >= $0 } ?? true } ?? false
        case .deployed:
            let deployments: [DeploymentAnswer] = try await client.items(["receivers", serial.text, "deployments"])
            return deployments.contains { $0.start <= now && $0.end.map { now < $0 } ?? true }
        }
    }
}

extension GnomeClient {
    /// A receiver in the register; nothing where it is not there.
    fileprivate func knownReceiver(_ serial: Serial) async throws(CommandError) -> ReceiverAnswer? {
        do throws(CommandError) {
            return try await receiver(serial).receiver
        } catch {
            if error.status == 404 { return nil }
            throw error
        }
    }
}
