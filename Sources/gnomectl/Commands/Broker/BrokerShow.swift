// SPDX-License-Identifier: Apache-2.0

import GnomeService
import GnomeTransport

/// The command `broker show`.
enum BrokerShow {
    static let command = Command(
        "show", abstract: "Show the broker, its queues and how many messages they hold.",
        discussion: "Counts of messages are up to five seconds old.",
        parameters: ManagementSettings.parameters + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.brokerState()
        let queues = Table(
            header: ["QUEUE", "MESSAGES", "UNACKED", "CONSUMERS", "STATE"],
            rows: answer.queues.map { queue in
                [
                    Table.Cell(queue.name), Table.Cell(queue.messages.map { "\($0)" }),
                    Table.Cell(queue.unacknowledged.map { "\($0)" }), Table.Cell(queue.consumers.map { "\($0)" }),
                    Table.Cell(queue.state),
                ]
            })
        var view: [Block] = [.table(answer.facts)]
        if !answer.queues.isEmpty { view.append(.table(queues)) }
        try invocation.print(Rendering(answer, identifiers: answer.queues.map(\.name), view: view))
    }
}

/// The command `broker check`.
enum BrokerCheck {
    static let command = Command(
        "check", abstract: "Compare the broker with what it ought to be.",
        discussion: """
            Looks for exchanges, queues, bindings, users and permissions that are missing or different, for accounts that \
            nobody ordered, for users who may send with any routing key, for dead letters, and for nodes that are down or \
            short of memory or disk. Changes nothing. Ends with 1 where something is wrong; warnings are not. “--quiet” \
            prints the kinds of the findings.
            """,
        parameters: ManagementSettings.parameters + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.brokerState()
        try invocation.print(
            Rendering(answer, identifiers: answer.findings.map(\.kind), view: [.table(answer.facts)] + answer.verdict))
        try answer.requireSound()
    }
}

/// The command `broker apply`.
enum BrokerApply {
    static let command = Command(
        "apply", abstract: "Put the broker right: add what is missing, delete accounts that were revoked.",
        discussion: """
            Exchanges and queues that exist with other arguments stay as they are, because only deleting them could \
            change that. Done twice, it changes nothing. Ends with 1 where something is still wrong; “--quiet” prints the \
            accounts that were deleted.
            """,
        parameters: ManagementSettings.parameters + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.broker { keeper, desired throws(TransportError) in
            let applied = try await keeper.applied(desired)
            return BrokerAppliedAnswer(deleted: applied.deleted, broker: BrokerAnswer(applied.broker))
        } there: { client throws(CommandError) in
            try await client.applyToBroker()
        }
        let deleted = answer.deleted.map { Block.text("Deleted the account \($0), which was not due any more.") }
        try invocation.print(
            Rendering(
                answer, identifiers: answer.deleted,
                view: [.table(answer.broker.facts)] + deleted + answer.broker.verdict))
        try answer.broker.requireSound()
    }
}

extension Invocation {
    /// How the broker is.
    fileprivate func brokerState() async throws(CommandError) -> BrokerAnswer {
        try await broker { keeper, desired throws(TransportError) in
            BrokerAnswer(try await keeper.view(on: desired))
        } there: { client throws(CommandError) in
            try await client.broker()
        }
    }
}
