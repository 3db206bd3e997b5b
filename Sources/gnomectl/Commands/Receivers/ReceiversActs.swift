// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `receivers accept`, `reject`, `decommission` and `restore`: what puts receivers into service, and takes them out.
enum ReceiversActs {
    private static let serials = Parameter.arguments(
        "serial", .serial, help: "The receivers, like SG-F28CRPI33503.")

    /// The commands.
    static let commands = [
        command(
            "accept", "Accept receivers that wait, and take in what waited for that.",
            "“gnomectl receivers list --registration pending” shows which wait."),
        command(
            "reject", "Reject receivers; what waited of them is dropped, and counted.",
            "Accept one later where that was wrong; what was dropped is gone."),
        command(
            "decommission", "End the service of receivers: their deployments end, their credentials are void.",
            "History stays. For thirty days they can be restored as they were."),
        command("restore", "Take decommissioned receivers back into service.", "Deployments that ended stay ended."),
    ]

    private static func command(_ act: String, _ abstract: String, _ discussion: String) -> Command {
        Command(
            act, abstract: abstract,
            discussion:
                "\(discussion) Several are done one after the other; where one can't be, the others are all the same.",
            parameters: OutputFormat.listParameters + ConnectionSettings.parameters + [serials.declaration]
        ) { invocation in try await run(act, invocation) }
    }

    /// What became of one of several receivers.
    private struct Result: Encodable {
        let serial: Serial
        @Nullable var outcome: String?
        @Nullable var registration: String?
        @Nullable var released: Int?
        @Nullable var error: String?
    }

    private static func run(_ act: String, _ invocation: Invocation) async throws(CommandError) {
        let client = try invocation.administratorClient()
        var results: [Result] = []
        var failure: CommandError?
        for serial in invocation[serials] {
            do throws(CommandError) {
                let seen = try await client.receiver(serial).receiver
                let answer: RegistrationAnswer = try await client.change(
                    "POST", ["receivers", seen.serial.text, act], seenAs: seen.revision)
                results.append(
                    Result(
                        serial: answer.receiver.serial, outcome: answer.outcome,
                        registration: answer.receiver.registration, released: answer.released, error: nil))
            } catch {
                results.append(
                    Result(serial: serial, outcome: nil, registration: nil, released: nil, error: error.message))
                failure = failure ?? error
            }
        }
        let table = Table(
            header: ["SERIAL", "OUTCOME", "REGISTRATION", "TAKEN IN", "BECAUSE"],
            rows: results.map { result in
                [
                    Table.Cell(result.serial.text),
                    Table.Cell(result.outcome ?? "refused", tone: result.error == nil ? .plain : .bad),
                    Table.Cell(result.registration), Table.Cell(result.released.map { "\($0)" }),
                    Table.Cell(result.error),
                ]
            })
        try invocation.print(
            Rendering(
                results, identifiers: results.filter { $0.error == nil }.map(\.serial.text), view: [.table(table)]))
        if let failure {
            let count = results.count { $0.error != nil }
            throw CommandError(
                failure.exitCode, "\(count) of \(results.count) could not be done: \(failure.message)",
                hint: failure.hint)
        }
    }
}
