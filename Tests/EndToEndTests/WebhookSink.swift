// SPDX-License-Identifier: Apache-2.0

import Foundation
import GnomeCore
import GnomeTransport
import Synchronization
import TestSupport
import Testing

/// A server that takes what is posted to it, and remembers it.
final class WebhookSink: HTTPApplication {
    private struct State {
        var status = 200
        var requests: [HTTPRequest] = []
    }

    private let state = Mutex(State())

    /// Lends a sink and its address.
    static func lend(_ body: @Sendable (WebhookSink, String) async throws -> Void) async throws {
        let sink = WebhookSink()
        let server = MicroHTTPDServer(HTTPServerSettings(address: "127.0.0.1"))
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { ready.finish() }
                try await server.run(sink) { ready.yield($0) }
            }
            guard let port = await ports.first(where: { _ in true }) else {
                return try await group.waitForAll()
            }
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(sink, "http://127.0.0.1:\(port)/hook")) } catch {
                outcome = .failure(error)
            }
            server.beginGracefulShutdown()
            try await group.waitForAll()
            try outcome.get()
        }
    }

    /// What it answers.
    var status: Int {
        get { state.withLock { $0.status } }
        set { state.withLock { $0.status = newValue } }
    }

    /// Every request so far.
    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The ids of all events that it took, in order, as often as they came.
    var ids: [String] {
        requests.flatMap { request -> [String] in
            guard request.head.headers["X-Refused"] == nil,
                case .array(let events)? = JSONValue(bytes: request.body)?["events"]
            else { return [] }
            return events.compactMap { $0["id"]?.text }
        }
    }

    func admit(_ head: HTTPRequestHead) -> HTTPAdmission { .accept(bodyLimit: 16 << 20) }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        state.withLock { state in
            var request = request
            if state.status != 200 { request.head.headers["X-Refused"] = "yes" }
            state.requests.append(request)
            return HTTPResponse(status: state.status)
        }
    }

    func refusal(status: Int, reason: String, of head: HTTPRequestHead?) -> HTTPResponse {
        HTTPResponse(status: status)
    }
}

/// Checks a signature as the guide for operators shows it: with Python, and nothing of ours.
func verifies(_ request: HTTPRequest, secret: String, in folder: String) async throws -> Bool {
    let guide = try String(contentsOfFile: RunningProgram.packageRoot + "/Docs/operations.md", encoding: .utf8)
    let start = try #require(guide.range(of: "```python\n"))
    let end = try #require(guide.range(of: "```", range: start.upperBound..<guide.endIndex))
    let call = """

        import sys
        body = open(sys.argv[1], "rb").read()
        sys.exit(0 if verify(body, sys.argv[2], sys.argv[3]) else 3)
        """
    let (script, body) = (folder + "/verify.py", folder + "/body")
    try (String(guide[start.upperBound..<end.lowerBound]) + call).write(
        toFile: script, atomically: true, encoding: .utf8)
    try Data(request.body).write(to: URL(filePath: body))
    let header = try #require(request.head.headers["Gnome-Signature"])
    let (status, output) = try await RunningProgram.run("/usr/bin/python3", [script, body, header, secret])
    try #require(status == 0 || status == 3, "\(output)")
    return status == 0
}
