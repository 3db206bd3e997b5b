// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// What waits in quarantine, in JSON; for administrators, because its bytes may come from anybody.
struct QuarantineAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let read = Access.permission(.readQuarantine, on: .server)
        let manage = Access.permission(.manageQuarantine, on: .server)
        return [
            .api(
                "GET", "/quarantine", "quarantine", access: read,
                Contract(
                    "Lists what waits in quarantine, the newest first.",
                    query: [
                        .init("reason", .oneOf(QuarantineReason.self), "Only what waits for this reason."),
                        .init("serial", .serial, "Only what claims this serial."),
                        .init("since", .moment, "Only what came from then on."),
                        .init("until", .moment, "Only what came before."), .before, .limit,
                    ], answers: .json(QuarantineListView.self)), handler: list),
            .api(
                "GET", "/quarantine/counts", "quarantine-counts", access: read,
                Contract(
                    "Counts what waits, and what was ever dropped.", answers: .json(QuarantineCountsView.self)),
                handler: counts),
            .api(
                "GET", "/quarantine/{id}", "quarantine-entry", access: read,
                Contract(
                    "Shows an entry, decoded as far as possible.", answers: .json(QuarantineEntryView.self)),
                handler: show),
            .api(
                "POST", "/quarantine/replay", "quarantine-replay", access: manage, bodyLimit: 64 << 10,
                Contract(
                    "Sends entries in again, in the order in which they came.",
                    body: .json(QuarantineAct.replay.schema),
                    answers: .json(QuarantineReplayView.self)), handler: replay),
            .api(
                "POST", "/quarantine/{id}/replay", "quarantine-entry-replay", access: manage, bodyLimit: 1024,
                Contract("Sends an entry in again.", answers: .json(QuarantineReplayView.self)), handler: replayOne),
            .api(
                "POST", "/quarantine/drop", "quarantine-drop", access: manage, bodyLimit: 64 << 10,
                Contract(
                    "Drops entries for good, and counts them.", body: .json(QuarantineAct.drop.schema),
                    answers: .json(QuarantineDropsView.self)), handler: drop),
            .api(
                "POST", "/quarantine/{id}/drop", "quarantine-entry-drop", access: manage, bodyLimit: 16_384,
                Contract(
                    "Drops an entry for good, and counts it.", body: .json(QuarantineAct.reason.schema),
                    answers: .json(QuarantineDropsView.self)), handler: dropOne),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let limit = try call.pageLimit()
        let before = try call.cursor("before").map(QuarantineID.init)
        let filter = try QuarantineFilter { call.query($0) }
        let (entries, volumes) = try await context.store.read { store throws(StoreError) in
            (try store.quarantine(matching: filter, before: before, limit: limit), try store.quarantineVolumes())
        }
        let counts = volumes.filter { $0.value.entries > 0 }.map { ($0.key.rawValue, $0.value.entries) }
        return .json(
            QuarantineListView(
                items: entries.map(QuarantineView.init), next: entries.cursor(\.id, limit: limit),
                counts: Dictionary(uniqueKeysWithValues: counts)))
    }

    @Sendable private func counts(_ call: Call) async throws -> HTTPResponse {
        return .json(try await QuarantineCountsView.load(from: context))
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        return .json(QuarantineEntryView(try await QuarantineEntry.load(call, from: context)))
    }

    @Sendable private func replay(_ call: Call) async throws -> HTTPResponse {
        return try await replay(try QuarantineAct(call.body, of: QuarantineAct.replay), call)
    }

    @Sendable private func replayOne(_ call: Call) async throws -> HTTPResponse {
        let entry = try await QuarantineEntry.load(call, from: context)
        return try await replay(QuarantineAct(selection: .entries([entry.id])), call)
    }

    private func replay(_ act: QuarantineAct, _ call: Call) async throws -> HTTPResponse {
        if act.isDryRun {
            return .json(
                QuarantineReplayView(wouldReplay: try await context.quarantine.select(act.selection)))
        }
        let replayed = try await context.quarantine.replay(
            act.selection, by: call.caller.author, at: context.now())
        context.observe(replayed.report)
        return .json(QuarantineReplayView(replayed))
    }

    @Sendable private func drop(_ call: Call) async throws -> HTTPResponse {
        return try await drop(try QuarantineAct(call.body, of: QuarantineAct.drop), call)
    }

    @Sendable private func dropOne(_ call: Call) async throws -> HTTPResponse {
        let sentence = try QuarantineAct.reason(in: call.body)
        let entry = try await QuarantineEntry.load(call, from: context)
        return try await drop(QuarantineAct(selection: .entries([entry.id]), because: sentence), call)
    }

    private func drop(_ act: QuarantineAct, _ call: Call) async throws -> HTTPResponse {
        if act.isDryRun {
            return .json(QuarantineDropsView(wouldDrop: try await context.quarantine.select(act.selection)))
        }
        let dropped = try await context.quarantine.drop(
            act.selection, by: call.caller.author, because: act.because, at: context.now())
        context.observe(dropped, by: call.caller.author.name, because: act.because)
        return .json(QuarantineDropsView(dropped))
    }
}

extension QuarantineCountsView {
    /// Reads the counts of one moment.
    static func load(from context: ServerContext) async throws -> QuarantineCountsView {
        let policy = context.quarantinePolicy
        return try await context.store.read { store throws(StoreError) in
            QuarantineCountsView(
                waiting: try store.quarantineVolumes(), pending: try store.pendingReceiverCount(), policy: policy,
                drops: try store.quarantineDrops())
        }
    }
}

extension QuarantineEntry {
    /// Reads the entry of a path.
    ///
    /// - Throws: `Problem` 400 where the path names no number, 404 where no such entry waits.
    static func load(_ call: Call, from context: ServerContext) async throws -> QuarantineEntry {
        guard let id = Int64(call["id"]).map(QuarantineID.init) else {
            throw Problem.invalid("id: expected the number of an entry.")
        }
        let entry = try await context.store.read { store throws(StoreError) in try store.quarantineEntry(id) }
        guard let entry else { throw Problem.notFound("No entry \(id.rawValue) waits in quarantine.") }
        return entry
    }
}
