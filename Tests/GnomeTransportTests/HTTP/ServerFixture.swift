// SPDX-License-Identifier: Apache-2.0

import GnomeTransport

/// An application made of closures.
struct ClosureApplication: HTTPApplication {
    var admission: @Sendable (HTTPRequestHead) -> HTTPAdmission = { _ in .accept(bodyLimit: 1 << 20) }
    var answer: @Sendable (HTTPRequest) async -> HTTPResponse

    init(
        admission: @escaping @Sendable (HTTPRequestHead) -> HTTPAdmission = { _ in .accept(bodyLimit: 1 << 20) },
        answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        self.admission = admission
        self.answer = answer
    }

    /// Answers with the method, the path and the body.
    static var echo: ClosureApplication {
        ClosureApplication { request in
            let line = "\(request.head.method) /\(request.head.path.joined(separator: "/")) "
            return HTTPResponse(status: 200, headers: ["X-Echo": "yes"], body: Array(line.utf8) + request.body)
        }
    }

    func admit(_ head: HTTPRequestHead) -> HTTPAdmission { admission(head) }
    func respond(to request: HTTPRequest) async -> HTTPResponse { await answer(request) }
    func refusal(status: Int, reason: String, of head: HTTPRequestHead?) -> HTTPResponse {
        var headers: HTTPHeaders = ["X-Refused-By": "server"]
        headers["X-Refused"] = head.map { "\($0.method) \($0.target)" }
        return HTTPResponse(status: status, headers: headers, body: Array(reason.utf8))
    }
}

/// Runs a server for the time of a body, and shuts it down after it.
func withServer<Value: Sendable>(
    _ application: some HTTPApplication, deadlines: HTTPDeadlines = .init(), connectionLimit: Int = 1000,
    address: String = "127.0.0.1",
    _ body: @Sendable (_ port: Int, _ server: MicroHTTPDServer) async throws -> Value
) async throws -> Value {
    let server = MicroHTTPDServer(
        HTTPServerSettings(address: address, connectionLimit: connectionLimit, deadlines: deadlines))
    let (ports, ready) = AsyncStream.makeStream(of: Int.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { ready.finish() }
            try await server.run(application) { ready.yield($0) }
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await group.waitForAll()
            throw TransportError(.stopped, "The server ended before it was ready.")
        }
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(port, server)) } catch { outcome = .failure(error) }
        server.beginGracefulShutdown()
        try await group.waitForAll()
        return try outcome.get()
    }
}

/// Opens once: whoever waits before is let through then, whoever comes after at once.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func pass() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// Lets a number of comers through together, when the last of them has come.
actor Barrier {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ size: Int) { self.size = size }

    func arrive() async {
        guard waiting.count + 1 < size else {
            for continuation in waiting { continuation.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
