// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

/// The command `forwards add`.
enum ForwardsAdd {
    private static let name = Parameter.argument(
        "name", ValueForm<ForwardName>.forward, help: "What to call it: small letters, digits and hyphens.")
    private static let webhook = Parameter.option(
        "webhook", value: "url", .text, help: "Post to this https address, signed.")
    private static let amqp = Parameter.option(
        "amqp", value: "url", .text, help: "Publish to a broker, like amqps://user@broker.example.org/vhost.")
    private static let exchange = Parameter.option(
        "exchange", value: "name", .text, help: "The exchange of that broker.")
    private static let routing = Parameter.option(
        "routing", value: "key", .text, help: "Its routing keys; otherwise {kind}.{project}.{serial}.")
    private static let secretFile = Parameter.option(
        "secret-file", value: "path", .path,
        help: "A file with the secret that signs, or the password; without it the server makes one for a webhook.")
    private static let kinds = Parameter.options(
        "kind", value: "kind", ValueForm<MessageKind>.choice, help: "Only messages of this kind; may be repeated.")
    private static let projects = Parameter.options(
        "project", value: "n", .integer(Int64.min...Int64.max),
        help: "Only receivers in this project of Motus; may be repeated.")
    private static let serials = Parameter.options(
        "serial", value: "serial", ValueForm<Serial>.serial, help: "Only this receiver; may be repeated.")
    private static let start = Parameter.option(
        "from", value: "time", .time, help: "Begin with what was received then; otherwise with what comes now.")

    static let command = Command(
        "add", abstract: "Pass stored messages on to a web server or a broker.",
        discussion: """
            With --webhook, messages are posted as JSON, together as far as many wait, with a signature in the header \
            Gnome-Signature. The secret of the signature is shown once. With --amqp, each message is published with its \
            id; the exchange must exist, and a queue be bound.
            """,
        parameters: parameters + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let body = JSONValue.object(try members(of: invocation))
        let answer = try await invocation.administratorClient().addForward(invocation[name], body)
        let shown = ForwardsCommand.rendering(answer, "is added")
        let secret = answer.secret.map { Block.text("The secret of its signature, shown only now: \($0)") }
        try invocation.print(
            Rendering(answer, identifiers: shown.identifiers, view: shown.view + [secret].compactMap(\.self)))
    }

    private static let parameters: [Declaration] = [
        name.declaration, webhook.declaration, amqp.declaration, exchange.declaration, routing.declaration,
        secretFile.declaration, kinds.declaration, projects.declaration, serials.declaration, start.declaration,
    ]

    private static func members(of invocation: Invocation) throws(CommandError) -> [String: JSONValue] {
        var members = try place(invocation)
        members["kinds"] = .array(invocation[kinds].map { .string($0.rawValue) })
        members["projects"] = .array(invocation[projects].map { .integer($0) })
        members["serials"] = .array(invocation[serials].map { .string($0.text) })
        members["from"] = invocation[start].map { .string($0.description) }
        if let path = invocation[secretFile] { members["secret"] = .string(try secret(at: path)) }
        return members
    }

    private static func place(_ invocation: Invocation) throws(CommandError) -> [String: JSONValue] {
        switch (invocation[webhook], invocation[amqp], invocation[exchange], invocation[routing]) {
        case (let url?, nil, nil, nil): return ["kind": .string("webhook"), "url": .string(url)]
        case (nil, let url?, let exchange?, let routing):
            var members: [String: JSONValue] = [
                "kind": .string("amqp"), "url": .string(url), "exchange": .string(exchange),
            ]
            members["routing"] = routing.map { .string($0) }
            return members
        default:
            throw CommandError(.usage, "Give either --webhook, or --amqp with --exchange.")
        }
    }

    private static func secret(at path: String) throws(CommandError) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandError(.failure, "\(path) can't be read.")
        }
        return String(text.prefix { !$0.isWhitespace })
    }
}
