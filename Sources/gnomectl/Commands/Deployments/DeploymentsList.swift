// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `deployments list`.
enum DeploymentsList {
    private static let station = Parameter.option(
        "station", value: "station", .station, help: "What hung at this station, by its number or name.")
    private static let receiver = Parameter.option(
        "receiver", value: "serial", .serial, help: "Where this receiver hung.")

    static let command = Command(
        "list", abstract: "List what hangs somewhere now, or what hung at a station, or where a receiver hung.",
        parameters: [station.declaration, receiver.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        let deployments: [DeploymentAnswer]
        switch (invocation[station], invocation[receiver]) {
        case (let station?, nil):
            let detail: StationDetailAnswer = try await client.get(["stations", "\(client.station(station))"])
            deployments = detail.deployments
        case (nil, let serial?):
            deployments = try await client.items(["receivers", serial.text, "deployments"])
        case (nil, nil):
            deployments = try await Paging.collect { (cursor: Int64?, limit) throws(CommandError) in
                try await client.page(["deployments"], "after", cursor, limit: limit)
            }
        default: throw CommandError(.usage, "Give either --station or --receiver.")
        }
        try invocation.print(
            Rendering(
                deployments, identifiers: deployments.map { "\($0.id)" }, table: DeploymentTable.table(deployments),
                empty: "There are no such deployments. Hang a receiver with: gnomectl deployments add"))
    }
}
