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
        // What was done before the wait was just answered: from then on.
        let wait = ReceiverWait(
            for: serial, to: .heard, since: client.serverTime ?? invocation.environment.now(), client)
        _ = try await wait.run(atMost: limit, invocation)
    }

    /// Waits.
    ///
    /// - Returns: The receiver as it is then.
    /// - Throws: `temporary` where it takes too long, what asking throws where the server refuses, and `CancellationError`.
    func run(atMost limit: Duration, _ invocation: Invocation) async throws -> ReceiverAnswer {
        try await run(atMost: limit, on: invocation.environment.clock, invocation)
    }

    private func run(
        atMost limit: Duration, on clock: some Clock<Duration>, _ invocation: Invocation
    ) async throws -> ReceiverAnswer {
        let output = invocation.output
        defer { output.progress("") }
        let start = clock.now
        func left() -> Duration { limit - start.duration(to: clock.now) }
        func patient() -> GnomeClient {
            var client = client
            client.patience = min(client.patience, max(left(), .milliseconds(1)))
            return client
        }
        var pause = Duration.seconds(1)
        while left() > .zero {
            if let receiver = try await arrived(patient, invocation) { return receiver }
            let rest = left()
            guard rest > .zero else { break }
            let waited = Duration.seconds((limit - rest).components.seconds)
            output.progress("Waiting for \(serial) to \(goal.words), \(waited.humanText) so far")
            // Just before the end there is a last question, which has a second.
            try await clock.sleep(for: rest > .seconds(1) ? min(pause, rest - .seconds(1)) : rest)
            // Somebody who waits for hours does not ask every second.
            pause = min(pause * 1.5, .seconds(15))
        }
        throw CommandError(
            .temporary, "\(serial) did not come to \(goal.words) within \(limit.humanText).",
            hint: "What was done stays. See: gnomectl receivers show \(serial)")
    }

    /// The receiver, where it has come as far; a server that is away for a while is waited for.
    private func arrived(
        _ client: () -> GnomeClient, _ invocation: Invocation
    ) async throws(CommandError) -> ReceiverAnswer? {
        do throws(CommandError) {
            guard let receiver = try await client().knownReceiver(serial) else { return nil }
            return try await isThere(receiver, client, invocation) ? receiver : nil
        } catch {
            guard error.exitCode == .unreachable || error.exitCode == .temporary else { throw error }
            return nil
        }
    }

    private func isThere(
        _ receiver: ReceiverAnswer, _ client: () -> GnomeClient, _ invocation: Invocation
    ) async throws(CommandError) -> Bool {
        switch goal {
        case .registered: return receiver.registration != "pending"
        case .accepted: return receiver.registration == "accepted"
        case .heard: return receiver.lastContactAt.map { heard in since.map { heard >= $0 } ?? true } ?? false
        case .deployed:
            let deployments: [DeploymentAnswer] = try await client().items(["receivers", serial.text, "deployments"])
            let now = client().serverTime ?? invocation.environment.now()
            return deployments.contains { $0.isThere(at: now) }
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
