// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

extension GnomeClient {
    /// Makes the account of a receiver at the broker.
    func issueCredentials(_ serial: Serial) async throws(CommandError) -> CredentialsAnswer {
        try await send("POST", ["receivers", serial.text, "credentials"], body: [])
    }

    /// Gives the account of a receiver another password.
    func rotateCredentials(_ serial: Serial) async throws(CommandError) -> CredentialsAnswer {
        try await send("PUT", ["receivers", serial.text, "credentials"], body: [])
    }

    /// Takes the account of a receiver away.
    func revokeCredentials(_ serial: Serial) async throws(CommandError) -> RevokedAnswer {
        try await send("DELETE", ["receivers", serial.text, "credentials"], body: [])
    }

    /// How the broker is beside how it ought to be.
    func broker() async throws(CommandError) -> BrokerAnswer { try await get(["broker"]) }

    /// Lets the server put the broker right; thousands of accounts take it seconds.
    func applyToBroker() async throws(CommandError) -> BrokerAppliedAnswer {
        try await send("POST", ["broker"], body: [], timeout: .seconds(120))
    }

    /// What the broker ought to have.
    func brokerDefinitions() async throws(CommandError) -> BrokerDefinitions {
        try await get(["broker", "definitions"])
    }
}
