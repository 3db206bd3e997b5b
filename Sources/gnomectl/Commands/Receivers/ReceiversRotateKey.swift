// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers rotate-key`.
enum ReceiversRotateKey {
    private static let serial = ReceiversCommand.serial

    static let command = Command(
        "rotate-key", abstract: "Give a receiver a new key in place of the one that it has, which ends.",
        discussion: """
            The key is shown once: write it to the card of the receiver. Until then what it sends is held as a conflict. Its \
            history stays. For what lets it log in to the broker there is “gnomectl receivers credentials rotate”.
            """,
        parameters: [serial.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let before = try await client.receiver(invocation[serial]).receiver
        let answer: KeyAnswer = try await client.change(
            "POST", ["receivers", before.serial.text, "rotate-key"], seenAs: before.revision)
        try invocation.print(
            Rendering(
                answer, identifiers: [answer.key],
                view: [.text(answer.key), .text("It is the key of \(answer.serial) from now on, and shown this once.")])
        )
    }
}
