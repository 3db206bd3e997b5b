// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `deployments correct`.
enum DeploymentsCorrect {
    private static let id = DeploymentsCommand.id
    private static let receiver = Parameter.option(
        "receiver", value: "serial", .serial, help: "The receiver that really hung there.")
    private static let start = Parameter.option("start", value: "time", .time, help: "Since when really, in UTC.")
    private static let end = Parameter.option("end", value: "time", .time, help: "Until when really, in UTC.")
    private enum Field: String, CaseIterable { case end, antennas }
    private static let clear = Parameter.options(
        "clear", value: "field", ValueForm<Field>.choice, help: "Take what is said there away; may be repeated.")

    static let command = Command(
        "correct",
        abstract: "Correct what is said of a deployment, also one that is long over; what is not given stays.",
        discussion: "Where an antenna is given, those that are given replace all that there were.",
        parameters: [id.declaration, receiver.declaration, start.declaration, end.declaration]
            + DeploymentFacts.parameters + [clear.declaration] + OutputFormat.parameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let path = ["deployments", "\(invocation[id])"]
        let before: DeploymentAnswer = try await client.get(path)
        let cleared = invocation[clear]
        var members = DeploymentFacts.members(
            of: invocation, antennas: cleared.contains(.antennas) ? [] : before.antennas,
            expectations: before.expectations)
        members["serial"] = .string((invocation[receiver] ?? before.serial).text)
        members["start"] = .string((invocation[start] ?? before.start).description)
        let end = invocation[end] ?? (cleared.contains(.end) ? nil : before.end)
        members["end"] = end.map { .string($0.description) }
        let answer: DeploymentAnswer = try await client.change("PUT", path, members, seenAs: before.revision)
        try invocation.print(
            Rendering(answer, identifiers: ["\(answer.id)"], view: DeploymentTable.view(of: answer)))
    }
}
