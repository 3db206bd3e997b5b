// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages of the quarantine, for administrators; they show and change nothing.
struct QuarantinePages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let read = Access.permission(.readQuarantine, on: .server)
        return [
            .page("GET", "/quarantine", "quarantine-page", access: read, handler: list),
            .page("GET", "/quarantine/{id}", "quarantine-entry-page", access: read, handler: show),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let before = try call.cursor("before").map(QuarantineID.init)
        // A field that was left empty says nothing.
        let filter = try QuarantineFilter { call.query($0).flatMap { $0.isEmpty ? nil : $0 } }
        let entries = try await context.store.read { store throws(StoreError) in
            try store.quarantine(matching: filter, before: before, limit: QuarantineListPage.pageSize)
        }
        return QuarantineListPage(
            counts: try await QuarantineCountsView.load(from: context), entries: entries.map(QuarantineView.init),
            filter: filter, now: context.now()
        ).response(to: call)
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let entry = try await QuarantineEntry.load(call, from: context)
        return QuarantineEntryPage(view: QuarantineEntryView(entry), now: context.now()).response(to: call)
    }
}
