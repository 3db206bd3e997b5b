// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// What waits in quarantine, in JSON; for administrators, because its bytes may come from anybody.
struct QuarantineAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var routes: [HTTPRoute] {
        [
            HTTPRoute("GET", "/api/v1/quarantine", name: "quarantine", handler: list),
            HTTPRoute("GET", "/api/v1/quarantine/counts", name: "quarantine-counts", handler: counts),
            HTTPRoute("GET", "/api/v1/quarantine/{id}", name: "quarantine-entry", handler: show),
            HTTPRoute(
                "POST", "/api/v1/quarantine/replay", name: "quarantine-replay", bodyLimit: 64 << 10, handler: replay),
            HTTPRoute(
                "POST", "/api/v1/quarantine/{id}/replay", name: "quarantine-entry-replay", bodyLimit: 1024,
                handler: replayOne),
            HTTPRoute("POST", "/api/v1/quarantine/drop", name: "quarantine-drop", bodyLimit: 64 << 10, handler: drop),
            HTTPRoute(
                "POST", "/api/v1/quarantine/{id}/drop", name: "quarantine-entry-drop", bodyLimit: 16_384,
                handler: dropOne),
        ]
    }

    @Sendable private func list(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let limit = try request.pageLimit()
        let before = try request.cursor("before").map(QuarantineID.init)
        let filter = try QuarantineFilter(query: request.head)
        let (entries, volumes) = try await context.store.read { store throws(StoreError) in
            (try store.quarantine(matching: filter, before: before, limit: limit), try store.quarantineVolumes())
        }
        let counts = volumes.filter { $0.value.entries > 0 }.map { ($0.key.rawValue, $0.value.entries) }
        return .json(
            QuarantineListView(
                items: entries.map(QuarantineView.init), next: entries.count == limit ? entries.last?.id : nil,
                counts: Dictionary(uniqueKeysWithValues: counts)))
    }

    @Sendable private func counts(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        return .json(try await QuarantineCountsView.load(from: context))
    }

    @Sendable private func show(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        return .json(QuarantineEntryView(try await QuarantineEntry.load(parameters, from: context)))
    }

    @Sendable private func replay(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        return try await replay(try QuarantineAct(body: request.body, needsReason: false))
    }

    @Sendable private func replayOne(
        _ request: HTTPRequest, _ parameters: HTTPParameters
    ) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let entry = try await QuarantineEntry.load(parameters, from: context)
        return try await replay(QuarantineAct(selection: .entries([entry.id])))
    }

    private func replay(_ act: QuarantineAct) async throws -> HTTPResponse {
        if act.isDryRun {
            return .json(
                QuarantineReplayView(wouldReplay: try await context.quarantine.select(act.selection)))
        }
        let replayed = try await context.quarantine.replay(act.selection)
        context.observe(replayed.report)
        return .json(QuarantineReplayView(replayed))
    }

    @Sendable private func drop(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        return try await drop(try QuarantineAct(body: request.body, needsReason: true))
    }

    @Sendable private func dropOne(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let sentence = try QuarantineAct.reason(in: request.body)
        let entry = try await QuarantineEntry.load(parameters, from: context)
        return try await drop(QuarantineAct(selection: .entries([entry.id]), because: sentence))
    }

    private func drop(_ act: QuarantineAct) async throws -> HTTPResponse {
        if act.isDryRun {
            return .json(QuarantineDropsView(wouldDrop: try await context.quarantine.select(act.selection)))
        }
        let actor = "administrator"
        let dropped = try await context.quarantine.drop(
            act.selection, by: actor, because: act.because, at: context.now())
        context.observe(dropped, by: actor, because: act.because)
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
    static func load(_ parameters: HTTPParameters, from context: ServerContext) async throws -> QuarantineEntry {
        guard let id = Int64(parameters["id"]).map(QuarantineID.init) else {
            throw Problem.invalid("id: expected the number of an entry.")
        }
        let entry = try await context.store.read { store throws(StoreError) in try store.quarantineEntry(id) }
        guard let entry else { throw Problem.notFound("No entry \(id.rawValue) waits in quarantine.") }
        return entry
    }
}
