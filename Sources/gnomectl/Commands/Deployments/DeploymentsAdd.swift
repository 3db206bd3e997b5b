// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `deployments add`.
enum DeploymentsAdd {
    private static let station = StationsCommand.station
    private static let serial = ReceiversCommand.serial
    private static let start = Parameter.option(
        "start", value: "time", .time, help: "Since when, in UTC; otherwise now.")
    private static let end = Parameter.option(
        "end", value: "time", .time, help: "Until when, in UTC, where it is over already or its end is known.")

    static let command = Command(
        "add", abstract: "Hang a receiver at a station.",
        discussion: """
            The receiver must be in the register; one that is to come can be put there before, with “gnomectl receivers add \
            --expected”. Example: gnomectl deployments add "Cabot Head" SG-F28CRPI33503 --antenna port=1,type=yagi-5,bearing=90 \
            --antenna port=2,type=omni
            """,
        parameters: [station.declaration, serial.declaration, start.declaration, end.declaration]
            + DeploymentFacts.parameters + ReceiverWait.parameters + OutputFormat.parameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        var members = DeploymentFacts.members(of: invocation)
        members["serial"] = .string(invocation[serial].text)
        members["start"] = invocation[start].map { .string($0.description) }
        members["end"] = invocation[end].map { .string($0.description) }
        let answer: DeploymentAnswer = try await client.change(
            "POST", ["stations", "\(client.station(invocation[station]))", "deployments"], members)
        try await ReceiverWait.run(for: answer.serial, client, invocation)
        let antennas = answer.antennas.count == 1 ? "1 antenna" : "\(answer.antennas.count) antennas"
        try invocation.print(
            Rendering(
                answer, identifiers: ["\(answer.id)"],
                sentence:
                    "\(answer.serial) hangs at \(answer.stationName) since \(answer.start.toTheSecond), with \(antennas): "
                    + "deployment \(answer.id)."))
    }
}
