// SPDX-License-Identifier: Apache-2.0

/// The command `broker definitions`.
enum BrokerDefinitionsExport {
    static let command = Command(
        "definitions", abstract: "Print what the broker ought to have, as a definitions file.",
        discussion: """
            For “rabbitmqctl import_definitions FILE” where neither the server nor gnomectl reaches the management API. It \
            holds hashes of passwords: keep it to yourself. Importing adds and replaces, and deletes nothing: an account \
            that was revoked is deleted with “rabbitmqctl delete_user”. In “load_definitions” of a broker that starts \
            empty, add the administrator, because the file keeps RabbitMQ from making its default user.
            """,
        parameters: ConnectionSettings.parameters
    ) { invocation in
        let definitions = try await invocation.administratorClient().brokerDefinitions()
        try invocation.output.result(JSONText.of(definitions))
    }
}
