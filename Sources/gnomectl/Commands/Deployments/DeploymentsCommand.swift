// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `deployments`: what hangs where.
enum DeploymentsCommand {
    static let command = Command(
        "deployments", abstract: "Hang receivers at stations, correct that, end it, swap hardware and take that back.",
        discussion: """
            A deployment is a receiver at a station for a time, with its antennas and what it is supposed to do. Past ones can be \
            corrected; what was received is then told for the station where the receiver really hung.
            """,
        subcommands: [
            DeploymentsList.command, show, DeploymentsAdd.command, DeploymentsCorrect.command, end, swap, undo, remove,
        ])

    /// The deployment that a command is about.
    static let id = Parameter.argument(
        "id", .integer(1...Int64.max), help: "The number of the deployment, from “deployments list”.")
    /// When something happened.
    static let at = Parameter.option("at", value: "time", .time, help: "When, in UTC; otherwise now.")
    /// The receiver that comes in the place of another.
    static let newcomer = Parameter.argument("serial", .serial, help: "The new receiver, like SG-F28CRPI33503.")
    private static let result = OutputFormat.parameters + ConnectionSettings.parameters

    private static let show = Command(
        "show", abstract: "Show a deployment.", parameters: [id.declaration] + result
    ) { invocation in
        let answer: DeploymentAnswer = try await invocation.client().get(["deployments", "\(invocation[id])"])
        try invocation.print(
            Rendering(answer, identifiers: ["\(answer.id)"], view: DeploymentTable.view(of: answer)))
    }

    private static let end = Command(
        "end", abstract: "End a deployment: the receiver was taken down.",
        parameters: [id.declaration, at.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let before: DeploymentAnswer = try await client.get(["deployments", "\(invocation[id])"])
        let answer: DeploymentAnswer = try await client.change(
            "POST", ["deployments", "\(before.id)", "end"], moment(of: invocation), seenAs: before.revision)
        try invocation.print(
            Rendering(
                answer, identifiers: ["\(answer.id)"],
                sentence: "\(answer.serial) hung at \(answer.stationName) until "
                    + "\(answer.end?.toTheSecond.description ?? "now")."))
    }

    private static let swap = Command(
        "swap", abstract: "Hang another receiver in the place of one; antennas, expectations and history stay.",
        parameters: [id.declaration, newcomer.declaration, at.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let before: DeploymentAnswer = try await client.get(["deployments", "\(invocation[id])"])
        try await swap(before, for: invocation[newcomer], client, invocation)
    }

    private static let undo = Command(
        "undo", abstract: "Take a swap back: what hung there before goes on.",
        discussion: "The number is that of the deployment that the swap began.",
        parameters: [id.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let before: DeploymentAnswer = try await client.get(["deployments", "\(invocation[id])"])
        let answer: DeploymentAnswer = try await client.change(
            "POST", ["deployments", "\(before.id)", "undo-swap"], seenAs: before.revision)
        try invocation.print(
            Rendering(
                answer, identifiers: ["\(answer.id)"],
                sentence: "\(answer.serial) goes on at \(answer.stationName), as if there had been no swap."))
    }

    private static let remove = Command(
        "remove", abstract: "Take a deployment away that never was.", parameters: [id.declaration] + result
    ) { invocation in
        let client = try invocation.administratorClient()
        let before: DeploymentAnswer = try await client.get(["deployments", "\(invocation[id])"])
        try await client.remove(["deployments", "\(before.id)"], seenAs: before.revision)
        try invocation.print(
            Rendering(
                before, identifiers: ["\(before.id)"],
                sentence: "Deployment \(before.id) of \(before.serial) at \(before.stationName) is gone."))
    }

    /// Swaps the hardware of a deployment, and prints what came of it.
    static func swap(
        _ deployment: DeploymentAnswer, for serial: Serial, _ client: GnomeClient, _ invocation: Invocation
    ) async throws(CommandError) {
        var members = moment(of: invocation)
        members["serial"] = .string(serial.text)
        let answer: SwapAnswer = try await client.change(
            "POST", ["deployments", "\(deployment.id)", "swap"], members, seenAs: deployment.revision)
        let begun = answer.begun
        try invocation.print(
            Rendering(
                answer, identifiers: ["\(begun.id)"],
                sentence: "\(begun.serial) hangs at \(begun.stationName) in the place of \(answer.ended.serial) since "
                    + "\(begun.start.toTheSecond). If that was wrong: gnomectl deployments undo \(begun.id)"))
    }

    private static func moment(of invocation: Invocation) -> [String: JSONValue] {
        invocation[at].map { ["at": .string($0.description)] } ?? [:]
    }
}
