// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers add`.
enum ReceiversAdd {
    private static let serial = Parameter.argument("serial", .serial, help: "The receiver, like SG-F28CRPI33503.")
    private static let name = Parameter.option("name", value: "name", .text, help: "What people call it.")

    static let command = Command(
        "add", abstract: "Register a receiver, or accept one that waits.",
        discussion: """
            A receiver that was heard before it was registered waits as “pending”, and its frames in quarantine. \
            Accepting it takes them in, in order. For a receiver that is accepted already, --name renames it.
            """,
        parameters: [serial.declaration, name.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let answer = try await invocation.administratorClient().register(
            invocation[serial], name: invocation[name])
        let serial = answer.receiver.serial.text
        try invocation.print(Rendering(answer, identifiers: [serial], view: [.text(sentence(of: answer))]))
    }

    private static func sentence(of answer: RegistrationAnswer) -> String {
        let serial = answer.receiver.serial.text
        let released = answer.released == 1 ? "1 frame" : "\(answer.released) frames"
        return switch answer.outcome {
        case "registered": "\(serial) is registered."
        case "accepted": "\(serial) is accepted; \(released) taken in from quarantine."
        case "renamed": "\(serial) is now called \(VisibleText.line(of: answer.receiver.name ?? "nothing"))."
        case "unchanged": "\(serial) was registered already; nothing changed."
        default: "\(serial): \(answer.outcome)."
        }
    }
}
