// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `stations show`.
enum StationsShow {
    private static let station = StationsCommand.station

    static let command = Command(
        "show", abstract: "Show a station with its whole history.",
        parameters: [station.declaration] + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let detail: StationDetailAnswer = try await client.get(
            ["stations", "\(client.station(invocation[station]))"])
        var view: [Block] = [.table(facts(of: detail.station))]
        view.append(
            detail.deployments.isEmpty
                ? .text("No receiver ever hung there.") : .table(DeploymentTable.table(detail.deployments)))
        if !detail.gaps.isEmpty {
            let gaps = detail.gaps.map { [Table.Cell($0.start), Table.Cell($0.end)] }
            view += [.text("In these times nothing hung there:"), .table(Table(header: ["FROM", "TO"], rows: gaps))]
        }
        if !detail.station.notes.isEmpty { view.append(.text("Notes\n\(detail.station.notes)")) }
        try invocation.print(Rendering(detail, identifiers: ["\(detail.station.id)"], view: view))
    }

    private static func facts(of station: StationAnswer) -> Table {
        Table(rows: [
            ["Station", Table.Cell("\(station.id)")], ["Name", Table.Cell(station.name)],
            ["Project", Table.Cell("\(station.project)")], ["Place", Table.Cell(station.place?.text)],
            ["Time zone", Table.Cell(station.timeZone)],
            ["Receivers", Table.Cell(station.receivers.map(\.text).joined(separator: " "))],
            ["Made", Table.Cell(station.createdAt)],
        ])
    }
}
