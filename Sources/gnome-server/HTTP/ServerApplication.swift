// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// Answers every request: asks who is addressed, finds the route, and turns errors into answers.
struct ServerApplication: HTTPApplication {
    private let context: ServerContext
    private let router: HTTPRouter
    private let operations: [String: Operation]

    init(_ context: ServerContext) {
        self.context = context
        let operations = context.operations
        router = HTTPRouter(
            operations.map { operation in
                HTTPRoute(operation.method, operation.pattern, name: operation.name, bodyLimit: operation.bodyLimit) {
                    try await context.perform(operation, $0, $1)
                }
            })
        self.operations = Dictionary(uniqueKeysWithValues: operations.map { ($0.name, $0) })
        for operation in operations {
            context.log(
                .debug, "an operation is served",
                [
                    "name": .string(operation.name), "method": .string(operation.method),
                    "pattern": .string(operation.pattern), "surface": .string("\(operation.surface)"),
                ])
        }
    }

    func admit(_ head: HTTPRequestHead) -> HTTPAdmission {
        if let refusal = misdirected(head) { return .refuse(secured(refusal.response)) }
        switch router.match(head.method, head.path) {
        case .found(let route, _):
            return .accept(bodyLimit: route.bodyLimit)
        case .notAllowed(let allowed):
            let problem = Problem(
                status: 405, detail: "This takes \(allowed.joined(separator: ", ")) only.",
                headers: ["Allow": allowed.joined(separator: ", ")])
            return .refuse(secured(problem.response))
        case .notFound:
            return .refuse(secured(notFound(head)))
        }
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        var request = request
        if context.publicURL != nil, let address = request.head.forwardedAddress {
            request.head.remoteAddress = address
        }
        guard case .found(let route, let parameters) = router.match(request.head.method, request.head.path) else {
            return secured(notFound(request.head))
        }
        let response: HTTPResponse
        do {
            response = try await route.handler(request, parameters)
        } catch {
            let problem = context.problem(of: error, in: route.name)
            response =
                switch operations[route.name]?.surface {
                case .page where problem.status == 401 && request.head.isSafe: .logIn(backTo: request.head)
                case .page: Pages.problem(problem)
                case .api, .machine, nil: problem.response
                }
        }
        context.metrics.count(.requests, ("route", route.name), ("status", String(response.status)))
        return secured(response)
    }

    func refusal(status: Int, reason: String, of head: HTTPRequestHead?) -> HTTPResponse {
        context.metrics.count(.requests, ("route", "refused"), ("status", String(status)))
        var problem = Problem(status: status, detail: reason)
        guard let head, case .found(let route, _) = router.match(head.method, head.path),
            operations[route.name]?.surface == .page
        else { return secured(problem.response) }
        if status == 413 {
            problem.detail = "What you sent is larger than this page takes. Go back, and choose something smaller."
        }
        return secured(Pages.problem(problem))
    }

    private func notFound(_ head: HTTPRequestHead) -> HTTPResponse {
        let problem = Problem.notFound("There is nothing at this address.")
        return head.path.first == "api" || head.path.first == "agent" ? problem.response : Pages.problem(problem)
    }

    /// Refuses names that are not the server's: a page on another site must not be able to reach it through a name that
    /// points to loopback (DNS rebinding), and a proxy for receivers must not open the rest to the world.
    private func misdirected(_ head: HTTPRequestHead) -> Problem? {
        guard let host = head.headers["Host"]?.lowercased() else { return nil }
        let name =
            host.hasPrefix("[") ? String(host.prefix { $0 != "]" }.dropFirst()) : String(host.prefix { $0 != ":" })
        if Loopback.isHost(name) || context.isPublic(head) { return nil }
        if context.agentHosts.contains(name), head.path.first == "agent" { return nil }
        return Problem(
            status: 421,
            detail: context.agentHosts.contains(name)
                ? "Under this name only receivers are served."
                : "This server is not known as \(name). Set http.public-url to serve people under that name, or http.hosts to serve receivers."
        )
    }

    /// The answer with the headers that every one carries: nothing is guessed, framed, kept, or loaded from elsewhere.
    private func secured(_ answer: HTTPResponse) -> HTTPResponse {
        var response = answer
        response.headers["X-Content-Type-Options"] = "nosniff"
        // Not “no-referrer”: with that, a browser calls the origin of our own forms “null”.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Content-Security-Policy"] =
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
            + "frame-ancestors 'none'"
        // Over plain HTTP, at this machine, browsers don't heed it.
        if context.publicURL != nil { response.headers["Strict-Transport-Security"] = "max-age=31536000" }
        if response.headers["Cache-Control"] == nil { response.headers["Cache-Control"] = "no-store" }
        return response
    }
}

extension ServerContext {
    /// What is told of an error; one of which who asks can't know the reason is logged.
    ///
    /// - Parameter route: What was being done.
    func problem(of error: any Error, in route: String) -> Problem {
        if let problem = error as? Problem { return problem }
        let classified = error as? any Classified
        log(
            classified.map { $0.disposition != .fatal } ?? false ? .warning : .error, "a request failed",
            ["route": .string(route), "error": .string(String(reflecting: error))])
        return classified.map(Problem.init)
            ?? Problem(status: 500, detail: "The server met a fault and has logged it.")
    }
}
