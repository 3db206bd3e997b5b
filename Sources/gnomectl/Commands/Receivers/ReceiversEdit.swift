// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers edit`.
enum ReceiversEdit {
    private static let serial = ReceiversCommand.serial
    private static let name = Parameter.option("name", value: "name", .text, help: "What people call it.")
    private static let project = Parameter.option(
        "project", value: "project", .project, help: "The project that owns it, by its number or name.")
    private enum Field: String, CaseIterable { case name, project }
    private static let clear = Parameter.options(
        "clear", value: "field", ValueForm<Field>.choice, help: "Take what is said there away; may be repeated.")

    static let command = Command(
        "edit", abstract: "Give a receiver another name or owner; what is not given stays.",
        discussion: "Only administrators may: a receiver that goes to another project takes what it sent along.",
        parameters: [serial.declaration, name.declaration, project.declaration, clear.declaration]
            + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let before = try await client.receiver(invocation[serial]).receiver
        let cleared = invocation[clear]
        var owner = cleared.contains(.project) ? nil : before.project
        if let project = invocation[project] { owner = try await client.project(project) }
        let name = invocation[name] ?? (cleared.contains(.name) ? nil : before.name)
        var members: [String: JSONValue] = [:]
        members["name"] = name.map { .string($0) }
        members["project"] = owner.map { .integer($0) }
        let receiver: ReceiverAnswer = try await client.change(
            "PATCH", ["receivers", before.serial.text], members, seenAs: before.revision)
        try invocation.print(
            Rendering(
                receiver, identifiers: [receiver.serial.text],
                sentence: "\(receiver.serial) is called \(receiver.name ?? "nothing"), and belongs to "
                    + "\(receiver.project.map { "project \($0)" } ?? "no project")."))
    }
}
