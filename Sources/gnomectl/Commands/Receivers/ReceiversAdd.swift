// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers add`.
enum ReceiversAdd {
    private static let serial = ReceiversCommand.serial
    private static let name = Parameter.option("name", value: "name", .text, help: "What people call it.")

    private static let project = Parameter.option(
        "project", value: "project", .project, help: "The project that owns it, by its number or name.")
    private static let expected = Parameter.flag(
        "expected", help: "It is to come: its first contact puts it into service. Needs --project.")

    static let command = Command(
        "add", abstract: "Register a receiver, accept one that waits, or say that one is to come.",
        discussion: """
            A receiver that was heard before it was registered waits as “pending”, and its frames in quarantine. \
            Accepting it takes them in, in order. For a receiver that is accepted already, --name renames it. With \
            --project it belongs to the project. To expect a receiver of which the key is known, import it: “gnomectl receivers \
            import” has a column for keys.
            """,
        parameters: [serial.declaration, name.declaration, project.declaration, expected.declaration]
            + ReceiverWait.parameters + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let answer: RegistrationAnswer
        if let project = invocation[project] {
            var members: [String: JSONValue] = [
                "serial": .string(invocation[serial].text), "isExpected": .bool(invocation[expected]),
            ]
            members["name"] = invocation[name].map { .string($0) }
            answer = try await client.change(
                "POST", ["projects", "\(client.project(project))", "receivers"], members)
        } else if invocation[expected] {
            throw CommandError(.usage, "Say with --project into which project it is to come.")
        } else {
            answer = try await client.register(invocation[serial], name: invocation[name])
        }
        try await ReceiverWait.run(for: answer.receiver.serial, client, invocation)
        let serial = answer.receiver.serial.text
        try invocation.print(Rendering(answer, identifiers: [serial], sentence: sentence(of: answer)))
    }

    private static func sentence(of answer: RegistrationAnswer) -> String {
        let serial = answer.receiver.serial.text
        let released = answer.released == 1 ? "1 frame" : "\(answer.released) frames"
        return switch answer.outcome {
        case "registered" where answer.receiver.registration == "preauthorised":
            "\(serial) is expected; its first contact puts it into service."
        case "registered": "\(serial) is registered."
        case "accepted": "\(serial) is accepted; \(released) taken in from quarantine."
        case "renamed": "\(serial) is now called \(VisibleText.line(of: answer.receiver.name ?? "nothing"))."
        case "unchanged": "\(serial) was registered already; nothing changed."
        default: "\(serial): \(answer.outcome)."
        }
    }
}
