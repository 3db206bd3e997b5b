// SPDX-License-Identifier: Apache-2.0

/// The command `quarantine show`.
enum QuarantineShow {
    private static let id = Parameter.argument(
        "id", .integer(1...Int64.max), help: "The number of the entry, from “quarantine list”.")

    static let command = Command(
        "show", abstract: "Show one entry, decoded as far as that goes.",
        parameters: [id.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let detail = try await invocation.administratorClient().quarantineEntry(invocation[id])
        try invocation.print(
            Rendering(
                detail, identifiers: ["\(detail.entry.id)"],
                view: [.table(facts(of: detail)), .text(detail.explanation)] + content(of: detail)))
    }

    /// What was read of it, layer by layer, and what is there.
    private static func content(of detail: QuarantineDetail) -> [Block] {
        guard let decoded = detail.decoded else {
            return [
                .text(detail.body.map { "Body\n\($0)" } ?? "The body is no text; “--format json” has it as base64.")
            ]
        }
        let layers = Table(
            header: ["LAYER", "READ", "WHAT"],
            rows: decoded.layers.map { layer in
                let place = layer.offset.map { ", at byte \($0)" } ?? ""
                return [
                    Table.Cell(layer.name),
                    Table.Cell(layer.isUnderstood ? "yes" : "no", tone: layer.isUnderstood ? .good : .bad),
                    Table.Cell(layer.note + place),
                ]
            })
        let cut = decoded.isShortened ? ", of which a part is shown; “--format json” has all of it" : ""
        let heading = "Content as \(decoded.form), \(decoded.size) bytes\(cut)"
        return [
            .table(layers), .text(decoded.form == "empty" ? "The body is empty." : "\(heading)\n\(decoded.content)"),
        ]
    }

    private static func facts(of detail: QuarantineDetail) -> Table {
        let entry = detail.entry
        let attributes = detail.attributes.sorted { $0.key < $1.key }
        return Table(
            rows: [
                ["Entry", Table.Cell("\(entry.id)")],
                ["Received", Table.Cell(entry.receivedAt)],
                ["Reason", Table.Cell(entry.reason, tone: .doubtful)],
                ["Detail", Table.Cell(entry.detail)],
                ["Serial", Table.Cell(entry.serial)],
                ["Way", Table.Cell(entry.way)],
                ["Route", Table.Cell(entry.route)],
                ["Content type", Table.Cell(entry.contentType)],
                ["Bytes", Table.Cell("\(entry.size)")],
            ] + attributes.map { [Table.Cell($0.key), Table.Cell($0.value)] })
    }
}
