// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// What unmodified V2 receivers talk to (`receivers.md` §3.1, §3.10).
///
/// A receiver takes any 2xx for success; anything else ends its loop, to be tried again at its next contact. So what is kept,
/// be it in quarantine, is answered with 2xx, and only after the durable commit; what finds no room there is not.
struct AgentRoutes: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            post("info", bodyLimit: 256 << 10),
            post("next", bodyLimit: 4096),
            post("telegraf", bodyLimit: 1 << 20),
            post("logs", bodyLimit: 256 << 10),
            post("cmdlog", bodyLimit: 1280 << 10),
            // Our own envelope, from receivers with a client of ours.
            post("messages", bodyLimit: 1 << 20),
        ]
    }

    private func post(_ name: String, bodyLimit: Int) -> Operation {
        .machine("POST", "/agent/\(name)", "agent-\(name)", access: .receiver, bodyLimit: bodyLimit) { call in
            try await take(call, route: "/agent/\(name)")
        }
    }

    private func take(_ call: Call, route: String) async throws -> HTTPResponse {
        guard let login = call.head.headers["Authorization"].flatMap(BasicCredentials.init(authorization:)),
            !login.password.isEmpty,
            let digest = Secrets.digest(ofKey: login.password)
        else {
            throw Problem(
                status: 401, detail: "Log in with the receiver's serial and key (HTTP Basic).",
                headers: ["WWW-Authenticate": "Basic realm=\"gnome-server\", charset=\"UTF-8\""])
        }
        guard Serial(login.user) != nil else {
            throw Problem.invalid("The user name must be the receiver's serial, such as SG-F28CRPI33503.")
        }
        let frame = Frame(
            way: .http, route: route, receivedAt: context.now(), contentType: call.head.headers["Content-Type"],
            contentEncoding: call.head.headers["Content-Encoding"],
            attributes: Dictionary(call.head.query.map { ($0.name, $0.value) }) { first, _ in first },
            proof: .key(user: login.user, digest: digest), body: call.body)
        let report = try await context.ingest.ingest([Intake(frame)])
        context.observe(report)
        switch report.outcomes.first {
        case .quarantined(let reason)?: return .text("kept in quarantine: \(reason.rawValue)", status: 202)
        case .refused(let refusal)?: throw Problem(refusal)
        // An empty answer: what begins with a brace is a command to a receiver.
        default: return HTTPResponse(status: route == "/agent/telegraf" ? 204 : 200)
        }
    }
}
