// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Which entries of the quarantine a command means: their numbers, or a filter.
enum QuarantineChoice {
    private static let reason = Parameter.option(
        "reason", value: "reason", ValueForm<QuarantineReason>.choice, help: "Only what waits for this reason.")
    private static let receiver = Parameter.option(
        "receiver", value: "serial", .serial, help: "Only what claims to be of this receiver.")
    private static let since = Parameter.option(
        "since", value: "time", .time, help: "Only what came then or later.")
    private static let until = Parameter.option("until", value: "time", .time, help: "Only what came before then.")
    /// The options of a filter.
    static let filterParameters = [reason.declaration, receiver.declaration, since.declaration, until.declaration]

    private static let all = Parameter.flag("all", help: "All that waits.")
    private static let dryRun = Parameter.flag("dry-run", short: "n", help: "Change nothing; show what would change.")
    private static let limit = Parameter.option(
        "limit", value: "n", .integer(1...10_000_000), help: "At most so many, the oldest first.")
    private static let ids = Parameter.arguments(
        "id", .integer(1...Int64.max), isRequired: false, help: "The numbers of entries, from “quarantine list”.")
    /// What every act takes: numbers, or a filter.
    static let actParameters =
        filterParameters + [all.declaration, limit.declaration, dryRun.declaration] + OutputFormat.parameters
        + ConnectionSettings.parameters + [ids.declaration]

    /// The filter of a call.
    static func filter(of invocation: Invocation) -> QuarantineFilter {
        QuarantineFilter(
            reason: invocation[reason], serial: invocation[receiver], since: invocation[since],
            until: invocation[until])
    }

    /// Sends what a call asks for, in steps that the server does one after another, and adds the answers up.
    ///
    /// - Parameters:
    ///   - because: Why, where the act needs a reason.
    ///   - send: Sends one step.
    /// - Throws: `usage` where the call says nothing of which entries, or two things; and what `send` throws.
    static func act<Answer: QuarantineActAnswer>(
        _ invocation: Invocation, because: String? = nil,
        _ send: (QuarantineRequest) async throws(CommandError) -> Answer
    ) async throws(CommandError) -> Answer {
        let (filter, ids) = (filter(of: invocation), invocation[ids])
        guard [!ids.isEmpty, filter != .all, invocation[all]].count(where: \.self) == 1 else {
            throw CommandError(
                .usage, "Say which entries: their numbers, or a filter like --reason, or --all.",
                hint: "“gnomectl quarantine list” shows them.")
        }
        var sum: Answer?
        for request in QuarantineRequest.steps(ids, filter) {
            var step = request
            step.dryRun = invocation[dryRun]
            step.because = because
            repeat {
                step.bound(to: invocation[limit].map { $0 - (sum?.matched ?? 0) })
                let answer = try await send(step)
                sum = sum?.adding(answer) ?? answer
                guard answer.next == nil || answer.next != step.after else {
                    throw CommandError(.failure, "The server's list has no end: its cursor does not move.")
                }
                step.after = sum?.matched == invocation[limit] ? nil : answer.next
                invocation.output.progress("\(sum?.matched ?? 0) entries so far")
            } while step.after != nil
        }
        invocation.output.progress("")
        guard let sum else { throw CommandError(.failure, "The server was asked nothing.") }
        return sum
    }
}
