// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// What was found in a store, for machines and for people.
struct StoreHealthAnswer: Encodable {
    struct Finding: Encodable {
        let kind: String
        let severity: String
        let message: String
        let remedy: String
    }

    let path: String
    let sound: Bool
    let findings: [Finding]
    @Nullable var appliedSteps: Int?
    let knownSteps: Int
    @Nullable var receivers: Int?
    @Nullable var frames: Int?
    @Nullable var quarantined: Int?
    @Nullable var pendingJobs: Int?
    @Nullable var deadJobs: Int?
    let databaseBytes: Int
    @Nullable var logBytes: Int?
    @Nullable var freeBytes: Int?
    @Nullable var connectionsUsed: Int?
    @Nullable var connectionsLimit: Int?
    @Nullable var standbyLagBytes: Int?

    init(_ health: StoreHealth) {
        path = health.path
        sound = health.isSound
        findings = health.findings.map {
            Finding(
                kind: $0.kind.rawValue, severity: $0.severity.rawValue, message: $0.message, remedy: $0.remedy)
        }
        appliedSteps = health.appliedSteps
        knownSteps = health.knownSteps
        receivers = health.counts?.receivers
        frames = health.counts?.frames
        quarantined = health.counts?.quarantined
        pendingJobs = health.counts?.pendingJobs
        deadJobs = health.counts?.deadJobs
        databaseBytes = health.databaseBytes
        logBytes = health.logBytes
        freeBytes = health.freeBytes
        connectionsUsed = health.connections?.used
        connectionsLimit = health.connections?.limit
        standbyLagBytes = health.standbyLagBytes
    }

    /// What people see.
    var view: [Block] {
        var facts = Table(rows: [
            ["Database", Table.Cell(path)],
            ["Schema", Table.Cell(appliedSteps.map { "\($0) of \(knownSteps) steps" })],
            ["Receivers", Table.Cell(receivers.map { "\($0)" })],
            ["Frames", Table.Cell(frames.map { "\($0)" })],
            ["Quarantine", Table.Cell(quarantined.map { "\($0)" })],
            ["Jobs", Table.Cell(pendingJobs.map { "\($0) pending, \(deadJobs ?? 0) dead" })],
            ["Size", Table.Cell(databaseBytes.byteText)],
            ["Log", Table.Cell(logBytes.map { $0.byteText })],
            ["Free disk", Table.Cell(freeBytes.map { $0.byteText })],
        ])
        if let connectionsUsed, let connectionsLimit {
            facts.rows.append(["Connections", "\(connectionsUsed) of \(connectionsLimit)"])
        }
        if let standbyLagBytes { facts.rows.append(["Standby", "\(standbyLagBytes.byteText) behind"]) }
        guard !findings.isEmpty else { return [.table(facts), .text("Nothing is wrong.")] }
        return [.table(facts)]
            + findings.map { .text("\($0.severity) (\($0.kind)): \($0.message)\n  \($0.remedy)") }
    }

    /// The answer in all its forms.
    var rendering: Rendering<StoreHealthAnswer> {
        Rendering(self, identifiers: findings.map(\.kind), view: view)
    }
}

extension Invocation {
    /// Prints what was found in a store, and ends with 1 where something is wrong.
    ///
    /// - Throws: `CommandError` where something is wrong, or standard output can't take it.
    func report(_ health: StoreHealth) throws(CommandError) {
        try print(StoreHealthAnswer(health).rendering)
        guard health.isSound else {
            throw CommandError(
                .failure, "Something is wrong with \(health.path).", hint: "Each finding says what to do.")
        }
    }
}
