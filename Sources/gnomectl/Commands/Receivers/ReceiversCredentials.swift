// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `receivers credentials`: what lets a receiver log in to the broker.
enum ReceiversCredentials {
    private static let serial = ReceiversCommand.serial
    private static let parameters = [serial.declaration] + OutputFormat.parameters + ConnectionSettings.parameters

    static let command = Command(
        "credentials", abstract: "Issue, rotate and revoke what lets a receiver log in to the broker.",
        discussion: """
            Each receiver has a user of its own at the broker, who may send under its serial and read its own queue, and \
            nothing else. The password is shown once and kept nowhere: write it down, or issue another. Where the server \
            can't reach the broker's management API, take “gnomectl broker definitions” to the broker afterwards.
            """,
        subcommands: [issue, rotate, revoke])

    private static let issue = Command(
        "issue", abstract: "Make the account of a receiver, and show its password once.", parameters: parameters
    ) { invocation in
        try invocation.show(try await invocation.administratorClient().issueCredentials(invocation[serial]))
    }

    private static let rotate = Command(
        "rotate", abstract: "Give the account of a receiver another password, and end its connections.",
        parameters: parameters
    ) { invocation in
        try invocation.show(try await invocation.administratorClient().rotateCredentials(invocation[serial]))
    }

    private static let revoke = Command(
        "revoke", abstract: "Take the account of a receiver away, which ends its connections.",
        discussion: "Its queue at the broker goes too. Done twice, it changes nothing.", parameters: parameters
    ) { invocation in
        let answer = try await invocation.administratorClient().revokeCredentials(invocation[serial])
        let sentence =
            answer.applied
            ? "\(answer.serial) can't log in to the broker any more."
            : "\(answer.serial) has no credentials any more, but the broker may still know it: rabbitmqctl delete_user "
                + "\(answer.serial)"
        try invocation.print(Rendering(answer, identifiers: [answer.serial.text], sentence: sentence))
    }
}

extension Invocation {
    /// Prints credentials; “--quiet” leaves the password alone, for scripts.
    fileprivate func show(_ answer: CredentialsAnswer) throws(CommandError) {
        let facts = Table(rows: [
            ["User", Table.Cell(answer.user)],
            ["Password", Table.Cell(answer.password)],
            ["Virtual host", Table.Cell(answer.virtualHost)],
            ["Send to", Table.Cell("\(answer.exchange) with key \(answer.routingKey)")],
            ["Read from", Table.Cell(answer.queue)],
        ])
        let sentence =
            answer.applied
            ? "The password is shown this once."
            : "The password is shown this once. The broker does not know it yet: take “gnomectl broker definitions” there."
        try print(Rendering(answer, identifiers: [answer.password], view: [.table(facts), .text(sentence)]))
    }
}
