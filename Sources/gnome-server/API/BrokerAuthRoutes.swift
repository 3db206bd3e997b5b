// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// What RabbitMQ's plugin `rabbitmq_auth_backend_http` asks: who may log in, and do what.
///
/// Answers `allow` or `deny` and nothing else, and denies what it does not understand. Whoever reaches these operations can try
/// passwords, which are 256 random bits; they are there only where a setting asks for them, and only for this machine.
struct BrokerAuthRoutes: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        guard context.answersBroker, let accounts = context.brokerAccounts else { return [] }
        return [
            operation("user") { form in
                try await accounts.isRight(user: form["username"] ?? "", password: form["password"] ?? "")
            },
            operation("vhost") { form in
                try await accounts.account(of: form["username"] ?? "", in: form["vhost"] ?? "") != nil
            },
            operation("resource") { form in
                guard let kind = form["resource"], let name = form["name"], let permission = form["permission"] else {
                    return false
                }
                return try await accounts.account(of: form["username"] ?? "", in: form["vhost"] ?? "")?
                    .permits(.resource(kind: kind, name: name, permission: permission)) ?? false
            },
            operation("topic") { form in
                guard let exchange = form["name"], let key = form["routing_key"], let permission = form["permission"]
                else { return false }
                return try await accounts.account(of: form["username"] ?? "", in: form["vhost"] ?? "")?
                    .permits(.topic(exchange: exchange, routingKey: key, permission: permission)) ?? false
            },
        ]
    }

    private func operation(
        _ name: String, _ decide: @escaping @Sendable (FormBody) async throws -> Bool
    ) -> Operation {
        .machine(
            "POST", "/broker/auth/\(name)", "broker-auth-\(name)",
            access: .thisMachine(because: "the broker has no account here, and runs beside the server"),
            bodyLimit: 16_384
        ) { call in
            let isAllowed =
                if let form = FormBody(call.body), !form.isAmbiguous { try await decide(form) } else { false }
            context.metrics.count(.brokerAuth, ("question", name), ("answer", isAllowed ? "allow" : "deny"))
            // Without a line break: the broker compares the whole body.
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "text/plain; charset=utf-8"],
                body: Array((isAllowed ? "allow" : "deny").utf8))
        }
    }
}

extension Metrics.Family {
    fileprivate static let brokerAuth = Metrics.Family(
        "gnome_broker_auth_total", .counter, "Questions of the broker who may do what, by answer.")
}
