// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Synchronization
import Testing

/// Receivers that post to a server until they are told to stop, and what they were answered.
///
/// Each sends the same message again until it is taken, as a receiver does.
final class PostingLoad: Sendable {
    private struct State {
        var taken: Set<String> = []
        var refusals = 0
        var oddAnswers: [String] = []
        var isOver = false
    }

    private static let receivers = 8

    private let server: TestServer
    private let state = Mutex(State())

    /// A load on a server.
    init(on server: TestServer) { self.server = server }

    /// The messages that were answered with success.
    var taken: Set<String> { state.withLock { $0.taken } }
    /// How often the server asked to come back later.
    var refusals: Int { state.withLock { $0.refusals } }
    /// Answers that are neither success nor “later”.
    var oddAnswers: [String] { state.withLock { $0.oddAnswers } }

    /// Lets the receivers post while a closure runs.
    func run(while body: () async throws -> Void) async throws {
        for receiver in 0..<Self.receivers {
            try await server.add(Self.serial(receiver))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for receiver in 0..<Self.receivers { group.addTask { try await self.post(as: receiver) } }
            defer { state.withLock { $0.isOver = true } }
            try await body()
            state.withLock { $0.isOver = true }
            try await group.waitForAll()
        }
    }

    /// Waits until so many more messages were taken.
    func progress(_ count: Int) async throws {
        let goal = taken.count + count
        #expect(
            try await server.eventually {
                _ = try await server.send("GET", "/healthz")
                return taken.count >= goal
            }, "the server takes no messages; \(oddAnswers)")
    }

    private static func serial(_ receiver: Int) -> String { "SG-0000RPI3\(1000 + receiver)" }

    private func post(as receiver: Int) async throws {
        var number = 0
        while !state.withLock({ $0.isOver }) {
            let name = "\(receiver)/\(number)"
            let answer = try await server.post(
                "/agent/logs?file=syslog&pos=\(number)&reset=false", as: Self.serial(receiver),
                // Each with a card of its own: two receivers with one key are a conflict.
                key: "0123456789abcdef0123456789abcde\(receiver)", body: name)
            state.withLock { state in
                // Not 202: that is kept in quarantine.
                if answer.status == 200 || answer.status == 204 {
                    state.taken.insert(name)
                    number += 1
                } else if answer.status == 503, answer.headers["Retry-After"] != nil {
                    state.refusals += 1
                } else {
                    state.oddAnswers.append("\(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
                }
            }
        }
    }
}

extension TestServer {
    /// Waits until `/readyz` answers with a status.
    func becomes(ready status: Int) async throws -> Bool {
        try await eventually { try await send("GET", "/readyz").status == status }
    }
}
