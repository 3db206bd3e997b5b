// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `stations list`.
enum StationsList {
    private static let project = Parameter.option(
        "project", value: "project", .project, help: "Only stations of this project, by its number or name.")
    private static let text = Parameter.option(
        "text", value: "text", .text, help: "Only stations whose name has this in it.")

    static let command = Command(
        "list", abstract: "List the stations that you may see, with what hangs there now.",
        parameters: [project.declaration, text.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        var filter: [(name: String, value: String?)] = [("text", invocation[text])]
        if let project = invocation[project] { filter.append(("project", "\(try await client.project(project))")) }
        let stations: [StationAnswer] = try await client.all(["stations"], filter: filter)
        let table = Table(
            header: ["ID", "NAME", "PROJECT", "RECEIVERS", "PLACE", "TIME ZONE"],
            rows: stations.map { station in
                [
                    Table.Cell(station.id), Table.Cell(station.name), Table.Cell(station.project),
                    Table.Cell(station.receivers.map(\.text).joined(separator: " ")), Table.Cell(station.place?.text),
                    Table.Cell(station.timeZone),
                ]
            })
        try invocation.print(
            Rendering(
                stations, identifiers: stations.map { "\($0.id)" }, table: table,
                empty: "There are no such stations."))
    }
}
