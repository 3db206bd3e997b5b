// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// The accounts of receivers at the broker, and the broker itself, in JSON; for administrators.
struct BrokerAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let credentials = "/receivers/{serial}/credentials"
        let manage = Access.permission(.manageReceivers, on: .receiver)
        return [
            .api(
                "POST", credentials, "receiver-credentials-issue", access: manage,
                Contract(
                    "Issues what lets a receiver log in to the broker, shown once.",
                    answers: .json(CredentialsView.self, status: 201)), handler: issue),
            .api(
                "PUT", credentials, "receiver-credentials-rotate", access: manage,
                Contract(
                    "Issues new broker credentials in the place of the old ones.",
                    answers: .json(CredentialsView.self)), handler: rotate),
            .api(
                "DELETE", credentials, "receiver-credentials-revoke", access: manage,
                Contract("Takes a receiver's broker credentials away.", answers: .json(RevokedView.self)),
                handler: revoke),
            .api(
                "GET", "/broker", "broker", access: .permission(.readServer, on: .server),
                Contract("Compares the broker with what it ought to be.", answers: .json(BrokerView.self)),
                handler: show),
            .api(
                "POST", "/broker", "broker-apply", access: .permission(.manageServer, on: .server),
                Contract("Puts the broker right.", answers: .json(BrokerAppliedView.self)), handler: apply),
            .api(
                "GET", "/broker/definitions", "broker-definitions", access: .permission(.manageServer, on: .server),
                Contract(
                    "The broker's definitions, to be imported by its operator.", answers: .json(schema: .anything)),
                handler: definitions),
        ]
    }

    @Sendable private func issue(_ call: Call) async throws -> HTTPResponse {
        let (accounts, serial) = try admit(call)
        // Else who asks again while the broker is slow would set a second password there, and be told the first.
        try await RepeatableRequest.current?.reserve(in: context.store)
        let issued = try await accounts.issue(serial, by: call.caller.author, at: context.now())
        tell("a receiver's broker credentials were issued", serial)
        return .json(CredentialsView(issued, of: serial), status: 201)
    }

    @Sendable private func rotate(_ call: Call) async throws -> HTTPResponse {
        let (accounts, serial) = try admit(call)
        let issued = try await accounts.rotate(serial, by: call.caller.author, at: context.now())
        tell("a receiver's broker credentials were rotated", serial)
        return .json(CredentialsView(issued, of: serial))
    }

    @Sendable private func revoke(_ call: Call) async throws -> HTTPResponse {
        let (accounts, serial) = try admit(call)
        let isApplied = try await accounts.revoke(serial, by: call.caller.author, at: context.now())
        tell("a receiver's broker credentials were revoked", serial)
        return .json(RevokedView(serial: serial, applied: isApplied))
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let accounts = try admit()
        return .json(try await accounts.requireKeeper().view(on: accounts.definitions()))
    }

    @Sendable private func apply(_ call: Call) async throws -> HTTPResponse {
        let accounts = try admit()
        let view = try await accounts.requireKeeper().applied(accounts.definitions())
        context.log(
            .info, "the broker was put right",
            ["deleted": .array(view.deleted.map(JSONValue.string)), "sound": .bool(view.broker.sound)])
        return .json(view)
    }

    @Sendable private func definitions(_ call: Call) async throws -> HTTPResponse {
        .json(try await admit().definitions())
    }

    /// The accounts, for an administrator of a server that has a broker.
    private func admit() throws(Problem) -> BrokerAccounts {
        guard let accounts = context.brokerAccounts else {
            throw Problem(status: 409, detail: "This server has no broker. Set amqp.url first.")
        }
        return accounts
    }

    private func admit(_ call: Call) throws(Problem) -> (BrokerAccounts, Serial) {
        (try admit(), try call.serial())
    }

    private func tell(_ what: String, _ serial: Serial) {
        context.log(.info, what, ["serial": .string(serial.text)])
    }
}
