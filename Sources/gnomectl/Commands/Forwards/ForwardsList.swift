// SPDX-License-Identifier: Apache-2.0

/// The command `forwards list`.
enum ForwardsList {
    static let command = Command(
        "list", abstract: "List all forwards, how they fare, and how far behind they are.",
        discussion: """
            Behind is how many stored messages a forward has not passed yet, and how long ago the first of them was \
            received. The breaker is “open” after several failures in a row: then nothing is tried until RETRY.
            """,
        parameters: OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let forwards: [ForwardAnswer] = try await invocation.administratorClient().items(["forwards"])
        let table = Table(
            header: ["NAME", "KIND", "TO", "STATE", "BEHIND", "SECONDS", "BREAKER", "RETRY", "ERROR"],
            rows: forwards.map { forward in
                [
                    Table.Cell(forward.name), Table.Cell(forward.kind), Table.Cell(place(of: forward)),
                    Table.Cell(forward.state, tone: forward.state == "running" ? .plain : .doubtful),
                    Table.Cell(forward.lagFrames), Table.Cell(Int64(forward.lagSeconds.rounded())),
                    Table.Cell(forward.breaker, tone: forward.breaker == "closed" ? .plain : .bad),
                    Table.Cell(forward.retryAt), Table.Cell(forward.error),
                ]
            })
        try invocation.print(
            Rendering(
                forwards, identifiers: forwards.map(\.name), table: table, empty: "Nothing is passed on."))
    }

    private static func place(of forward: ForwardAnswer) -> String? {
        switch (forward.url, forward.exchange) {
        case (let url?, let exchange?): "\(url) \(exchange)"
        case (let url?, nil): url
        default: forward.kind == "events" ? "gnome.events" : nil
        }
    }
}
