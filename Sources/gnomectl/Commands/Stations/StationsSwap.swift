// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `stations swap`.
enum StationsSwap {
    private static let station = StationsCommand.station
    private static let serial = DeploymentsCommand.newcomer
    private static let receiver = Parameter.option(
        "receiver", value: "serial", .serial, help: "The receiver that goes, where several hang there.")

    static let command = Command(
        "swap", abstract: "Hang another receiver in the place of the one at a station.",
        discussion: """
            In one act the deployment of the old receiver ends and that of the new one begins, with the same antennas and \
            expectations. Take it back with “gnomectl deployments undo”.
            """,
        parameters: [station.declaration, serial.declaration, receiver.declaration, DeploymentsCommand.at.declaration]
            + OutputFormat.parameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let number = try await client.station(invocation[station])
        let detail: StationDetailAnswer = try await client.get(["stations", "\(number)"])
        let now = client.serverTime ?? invocation.environment.now()
        let hanging = detail.deployments.filter { deployment in
            detail.station.receivers.contains(deployment.serial) && deployment.isThere(at: now)
                && (invocation[receiver].map { $0 == deployment.serial } ?? true)
        }
        guard let current = hanging.last else {
            throw CommandError(
                .failure, "No such receiver hangs at \(detail.station.name) now.",
                hint: "Hang one there with: gnomectl deployments add \(number) SERIAL")
        }
        let serials = Set(hanging.map(\.serial))
        guard serials.count == 1 else {
            let text = serials.map(\.text).sorted().joined(separator: ", ")
            throw CommandError(
                .failure, "Several receivers hang at \(detail.station.name): \(text).",
                hint: "Say with --receiver which one goes.")
        }
        try await DeploymentsCommand.swap(current, for: invocation[serial], client, invocation)
    }
}
