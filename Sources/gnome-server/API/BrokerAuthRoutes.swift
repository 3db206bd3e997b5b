// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// What RabbitMQ's plugin `rabbitmq_auth_backend_http` asks: who may log in, and do what.
///
/// Answers `allow` or `deny` and nothing else. Whoever reaches these routes can try passwords, which are 256 random bits; they
/// are there only where a setting asks for them, and under no name but this machine's.
struct BrokerAuthRoutes: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var routes: [HTTPRoute] {
        guard context.answersBroker, let accounts = context.brokerAccounts else { return [] }
        return [
            route("user") { form in
                try await accounts.isRight(user: form["username"] ?? "", password: form["password"] ?? "")
            },
            route("vhost") { form in
                try await accounts.account(of: form["username"] ?? "", in: form["vhost"] ?? "") != nil
            },
            route("resource") { form in
                guard let kind = form["resource"], let name = form["name"], let permission = form["permission"] else {
                    return false
                }
                return try await accounts.account(of: form["username"] ?? "", in: form["vhost"] ?? "")?
                    .permits(.resource(kind: kind, name: name, permission: permission)) ?? false
            },
            route("topic") { form in
                guard let exchange = form["name"], let key = form["routing_key"], let permission = form["permission"]
                else { return false }
                return try await accounts.account(of: form["username"] ?? "", in: form["vhost"] ?? "")?
                    .permits(.topic(exchange: exchange, routingKey: key, permission: permission)) ?? false
            },
        ]
    }

    /// A route that allows what is decided, and denies what is malformed.
    private func route(
        _ name: String, _ decide: @escaping @Sendable ([String: String]) async throws -> Bool
    ) -> HTTPRoute {
        HTTPRoute("POST", "/broker/auth/\(name)", name: "broker-auth-\(name)", bodyLimit: 16_384) { request, _ in
            guard let form = request.form else { return .text("deny") }
            return .text(try await decide(form) ? "allow" : "deny")
        }
    }
}
