// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
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
            HTTPRoute("GET", "/api/v1/quarantine/{id}", name: "quarantine-entry", handler: show),
        ]
    }

    @Sendable private func list(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let limit = try request.pageLimit()
        let before = try request.cursor("before").map(QuarantineID.init)
        let (entries, counts) = try await context.store.read { store throws(StoreError) in
            (try store.quarantine(before: before, limit: limit), try store.quarantineCounts())
        }
        return .json(
            QuarantineListView(
                items: entries.map(QuarantineView.init), next: entries.count == limit ? entries.last?.id : nil,
                counts: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })))
    }

    @Sendable private func show(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        guard let id = Int64(parameters["id"]).map(QuarantineID.init) else {
            throw Problem.invalid("id: expected the number of an entry.")
        }
        let entry = try await context.store.read { store throws(StoreError) in try store.quarantineEntry(id) }
        guard let entry else { throw Problem.notFound("No entry \(id.rawValue) waits in quarantine.") }
        return .json(QuarantineEntryView(entry))
    }
}
