// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// The accounts of receivers at the broker, and the broker itself, in JSON; for administrators.
struct BrokerAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var routes: [HTTPRoute] {
        let credentials = "/api/v1/receivers/{serial}/credentials"
        return [
            HTTPRoute("POST", credentials, name: "receiver-credentials-issue", handler: issue),
            HTTPRoute("PUT", credentials, name: "receiver-credentials-rotate", handler: rotate),
            HTTPRoute("DELETE", credentials, name: "receiver-credentials-revoke", handler: revoke),
            HTTPRoute("GET", "/api/v1/broker", name: "broker", handler: show),
            HTTPRoute("POST", "/api/v1/broker", name: "broker-apply", handler: apply),
            HTTPRoute("GET", "/api/v1/broker/definitions", name: "broker-definitions", handler: definitions),
        ]
    }

    @Sendable private func issue(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let (accounts, serial) = try admit(request, parameters)
        let issued = try await accounts.issue(serial, at: context.now())
        audit("a receiver's broker credentials were issued", serial)
        return .json(CredentialsView(issued, of: serial), status: 201)
    }

    @Sendable private func rotate(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let (accounts, serial) = try admit(request, parameters)
        let issued = try await accounts.rotate(serial, at: context.now())
        audit("a receiver's broker credentials were rotated", serial)
        return .json(CredentialsView(issued, of: serial))
    }

    @Sendable private func revoke(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let (accounts, serial) = try admit(request, parameters)
        let isApplied = try await accounts.revoke(serial)
        audit("a receiver's broker credentials were revoked", serial)
        return .json(RevokedView(serial: serial, applied: isApplied))
    }

    @Sendable private func show(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let accounts = try admit(request)
        return .json(try await accounts.requireKeeper().view(on: accounts.definitions()))
    }

    @Sendable private func apply(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let accounts = try admit(request)
        let view = try await accounts.requireKeeper().applied(accounts.definitions())
        context.log(
            .info, "the broker was put right",
            ["deleted": .array(view.deleted.map(JSONValue.string)), "sound": .bool(view.broker.sound)])
        return .json(view)
    }

    @Sendable private func definitions(
        _ request: HTTPRequest, _ parameters: HTTPParameters
    ) async throws -> HTTPResponse {
        .json(try await admit(request).definitions())
    }

    /// The accounts, for an administrator of a server that has a broker.
    private func admit(_ request: HTTPRequest) throws(Problem) -> BrokerAccounts {
        try context.requireAdministrator(request)
        guard let accounts = context.brokerAccounts else {
            throw Problem(status: 409, detail: "This server has no broker. Set amqp.url first.")
        }
        return accounts
    }

    private func admit(
        _ request: HTTPRequest, _ parameters: HTTPParameters
    ) throws(Problem) -> (BrokerAccounts, Serial) {
        (try admit(request), try parameters.serial())
    }

    private func audit(_ what: String, _ serial: Serial) {
        context.log(.info, what, ["serial": .string(serial.text)])
    }
}
