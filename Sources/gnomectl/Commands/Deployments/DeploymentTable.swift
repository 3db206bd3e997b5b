// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Deployments, for people.
enum DeploymentTable {
    static func table(_ deployments: [DeploymentAnswer]) -> Table {
        Table(
            header: ["ID", "STATION", "SERIAL", "FROM", "TO", "ANTENNAS", "FRAMES", "LAST"],
            rows: deployments.map { deployment in
                [
                    Table.Cell(deployment.id), Table.Cell(deployment.stationName), Table.Cell(deployment.serial.text),
                    Table.Cell(deployment.start), Table.Cell(deployment.end), Table.Cell(deployment.antennas.count),
                    Table.Cell(deployment.frames), Table.Cell(deployment.lastContactAt),
                ]
            })
    }

    static func view(of deployment: DeploymentAnswer) -> [Block] {
        let expected = deployment.expectations
        let months = expected.months.count == 12 ? "all" : expected.months.map { "\($0)" }.joined(separator: ",")
        let facts = Table(rows: [
            ["Deployment", Table.Cell("\(deployment.id)")],
            ["Station", Table.Cell("\(deployment.station), \(deployment.stationName)")],
            ["Receiver", Table.Cell(deployment.serial.text)], ["From", Table.Cell(deployment.start)],
            ["To", Table.Cell(deployment.end)], ["Link", Table.Cell(expected.link)],
            ["Solar", Table.Cell(expected.isSolar ? "yes" : "no")],
            ["Part of the day", Table.Cell("\(expected.dutyCycle)")],
            ["Months", Table.Cell(months)], ["Frames", Table.Cell("\(deployment.frames)")],
            ["First contact", Table.Cell(deployment.firstContactAt)],
            ["Last contact", Table.Cell(deployment.lastContactAt)],
        ])
        let antennas = Table(
            header: ["PORT", "TYPE", "BEARING", "HEIGHT", "MHZ"],
            rows: deployment.antennas.map { antenna in
                [Table.Cell(antenna.port), Table.Cell(antenna.type)]
                    + [antenna.bearing, antenna.height, antenna.frequency].map { Table.Cell($0.map { "\($0)" }) }
            })
        return [.table(facts), deployment.antennas.isEmpty ? .text("It has no antennas.") : .table(antennas)]
    }
}
