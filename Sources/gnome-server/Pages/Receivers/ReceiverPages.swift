// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages on which receivers are looked at: all of them, each, and what it measured.
struct ReceiverPages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let ofReceiver = Access.permission(.readReceivers, on: .receiver)
        return [
            .page("GET", "/receivers", "receivers-page", access: .permission(.readReceivers, on: .list), handler: list),
            .page("GET", "/receivers/{serial}", "receiver-page", access: ofReceiver, handler: detail),
            .page("GET", "/receivers/{serial}/series", "series-list-page", access: ofReceiver, handler: seriesList),
            .page("GET", "/receivers/{serial}/series/{series}", "series-page", access: ofReceiver, handler: series),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let request = try ReceiverListRequest(call, sort: .urgency)
        let (now, policy) = (context.now(), context.policy)
        let filter = request.filter(for: call, in: context)
        // How many there are in each state, of those that the rest of the request means.
        let ofAnyState = request.showing(nil).filter(for: call, in: context)
        let (page, counts) = try await context.store.read { store throws(StoreError) in
            (
                try request.page(matching: filter, limit: ReceiverListPage.pageSize, of: store),
                try store.receiverCounts(matching: ofAnyState)
            )
        }
        return ReceiverListPage(
            receivers: page.overviews.map { ReceiverView($0, at: now, policy: policy) }, next: page.next,
            counts: counts, request: request, projects: try await context.projectNames(call), now: now
        ).response(to: call)
    }

    @Sendable private func detail(_ call: Call) async throws -> HTTPResponse {
        let (serial, now) = (try call.serial(), context.now())
        let detail = try await ReceiverDetail.load(serial, from: context)
        let measurements = try await context.store.read { store throws(StoreError) -> MeasurementsSection? in
            try store.receivers([serial])[serial].flatMap { receiver throws(StoreError) in
                try MeasurementsSection.load(receiver, from: store, now: now)
            }
        }
        var project: String?
        if let id = detail.view.project { project = try await context.projectName(id, call) }
        return ReceiverPage(detail: detail, project: project, measurements: measurements, now: now).response(to: call)
    }

    @Sendable private func seriesList(_ call: Call) async throws -> HTTPResponse {
        let (overviews, next) = try await context.seriesList(call)
        return SeriesListPage(
            serial: try call.serial(), overviews: overviews, next: next, now: context.now()
        ).response(to: call)
    }

    @Sendable private func series(_ call: Call) async throws -> HTTPResponse {
        let view = try await context.series(call)
        return SeriesPage(serial: try call.serial(), view: view, now: context.now()).response(to: call)
    }
}
