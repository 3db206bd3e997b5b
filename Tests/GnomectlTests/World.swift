// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Synchronization

@testable import gnomectl

/// A world for gnomectl to run in: a server that follows a script, a clock that does not wait, streams that are kept.
final class World: Sendable {
    /// What the scripted server does with a request.
    typealias Script = @Sendable (HTTPClientRequest) throws(TransportError) -> HTTPResponse

    private struct State {
        var requests: [HTTPClientRequest] = []
        var results = ""
        var messages = ""
    }

    private let state = Mutex(State())
    private let script: Script
    private let clock: TestClock
    private let variables: [String: String]
    private let terminalColumns: Int?
    private let input: Input

    /// A world of these parts.
    ///
    /// - Parameters:
    ///   - sleeps: How often gnomectl may wait before it is interrupted.
    ///   - clock: The clock instead, where the script looks at it too.
    ///   - terminalColumns: The width of the terminal; nothing for none.
    ///   - input: Who answers questions.
    init(
        variables: [String: String] = [:], sleeps: Int = 0, clock: TestClock? = nil, terminalColumns: Int? = nil,
        input: Input = .none,
        script: @escaping Script = { _ throws(TransportError) in HTTPResponse(status: 404) }
    ) {
        // No test looks into the home of whoever runs it.
        self.variables = ["HOME": "/nowhere"].merging(variables) { _, own in own }
        self.terminalColumns = terminalColumns
        self.input = input
        self.script = script
        self.clock = clock ?? TestClock(sleeps: sleeps)
    }

    /// What the time is there.
    static let now = Timestamp(seconds: 1_777_636_800)

    /// What gnomectl asked the server.
    var requests: [HTTPClientRequest] { state.withLock { $0.requests } }
    /// What it wrote to standard output.
    var results: String { state.withLock { $0.results } }
    /// What it wrote to standard error.
    var messages: String { state.withLock { $0.messages } }

    /// Runs gnomectl with the words of a line.
    func run(_ line: String) async -> ExitCode { await run(line.split(separator: " ").map(String.init)) }

    /// Runs gnomectl with words.
    func run(_ words: [String]) async -> ExitCode {
        let environment = Environment(
            variables: variables, http: Server(world: self), clock: clock, now: { World.now }, input: input)
        let output = Output(
            results: { [self] text throws(CommandError) in state.withLock { $0.results += text } },
            messages: { [self] text in state.withLock { $0.messages += text } },
            terminalColumns: terminalColumns)
        return await Gnomectl.run(arguments: words, environment: environment, output: output)
    }

    private struct Server: HTTPClient {
        let world: World

        func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
            world.state.withLock { $0.requests.append(request) }
            return try world.script(request)
        }
    }
}

/// A clock on which waiting takes no time but its own, and which interrupts after so many waits.
final class TestClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private let start = ContinuousClock().now
    private let state: Mutex<(remaining: Int, passed: Duration)>

    init(sleeps: Int) { state = Mutex((sleeps, .zero)) }

    /// How much time has passed.
    var passed: Duration { state.withLock(\.passed) }
    var now: Instant { start.advanced(by: passed) }
    var minimumResolution: Duration { .zero }

    /// Lets time pass.
    func pass(_ time: Duration) { state.withLock { $0.passed += time } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let time = now.duration(to: deadline)
        let isOver = state.withLock { state in
            state.remaining -= 1
            state.passed += max(time, .zero)
            return state.remaining < 0
        }
        if isOver { throw CancellationError() }
    }
}

extension HTTPClientRequest {
    /// Method and path, as the API names them.
    var place: String {
        "\(method) \(url.split(separator: "/api/v1/", maxSplits: 1).last.map(String.init) ?? url)"
    }

    /// The body, where it is JSON.
    var json: JSONValue? { body.flatMap { JSONValue(bytes: $0) } }
}

extension HTTPResponse {
    /// An answer of JSON.
    static func json(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: Array(text.utf8))
    }

    /// The answer as the server's clock dates it.
    func dated(_ moment: Timestamp) -> HTTPResponse {
        var response = self
        response.headers["Date"] = moment.httpDate
        return response
    }

    /// An answer that explains an error.
    static func problem(_ status: Int, _ detail: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "application/problem+json"],
            body: Array(#"{"type":"about:blank","title":"No","status":\#(status),"detail":"\#(detail)"}"#.utf8))
    }
}

/// A client for tests that make no request.
struct NoServer: HTTPClient {
    func send(_ request: HTTPClientRequest) async throws(TransportError) -> HTTPResponse {
        throw TransportError(.stopped, "This test makes no request.")
    }
}
