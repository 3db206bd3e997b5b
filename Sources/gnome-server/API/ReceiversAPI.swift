// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The register and the state of its receivers, in JSON.
struct ReceiversAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    private static let addition = [Field("name", "Name", .line(1...100), example: "Cabot Head")]

    var operations: [Operation] {
        [
            .api(
                "GET", "/receivers", "receivers", access: .permission(.readReceivers, on: .list),
                Contract(
                    "Lists receivers with their status.", query: ReceiverListRequest.items,
                    answers: .json(PageView<ReceiverView, String>.self)), handler: list),
            .api(
                "GET", "/receivers/{serial}", "receiver", access: .permission(.readReceivers, on: .receiver),
                Contract("Shows a receiver with its last report.", answers: .json(DetailView.self)), handler: show),
            .api(
                "PUT", "/receivers/{serial}", "receiver-add", access: .permission(.manageReceivers, on: .receiver),
                bodyLimit: 16_384,
                Contract(
                    "Registers a receiver, or accepts a pending one and takes in what waited for it.",
                    body: .json(Self.addition.schema, isRequired: false), answers: .json(AddedView.self, or: 201)),
                handler: add),
            .api(
                "POST", "/receivers/import-motus", "receivers-import-motus",
                access: .permission(.manageServer, on: .server), bodyLimit: 16 << 20,
                Contract(
                    "Takes in what Motus knows of receivers: the answer of its /receivers, as it is.",
                    query: [.init("dryRun", .oneOf(["true", "false"]), "Whether to change nothing and only tell.")],
                    body: .json(.opened([.init("data", .list(.anything))])), answers: .json(MotusImportView.self)),
                handler: importMotus),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let limit = try call.pageLimit()
        let request = try ReceiverListRequest(call)
        let filter = request.filter(for: call, in: context)
        let (overviews, next) = try await context.store.read { store throws(StoreError) in
            try request.page(matching: filter, limit: limit, of: store)
        }
        let now = context.now()
        return .json(PageView(items: overviews.map { ReceiverView($0, at: now, policy: context.policy) }, next: next))
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let detail = try await ReceiverDetail.load(call.serial(), from: context)
        return .json(DetailView(receiver: detail.view, report: detail.report.map(ReportView.init)))
            .revision(detail.view.revision)
    }

    @Sendable private func add(_ call: Call) async throws -> HTTPResponse {
        var reader = try FieldReader(call.body, of: Self.addition)
        let name = reader.text("name")
        try reader.finish()
        let now = context.now()
        let added = try await context.registration.add(
            try call.serial(), name: name, by: call.caller.author, at: now)
        return .json(
            AddedView(
                receiver: ReceiverView(added.overview, at: now, policy: context.policy), outcome: added.outcome,
                released: added.released), status: added.outcome == .registered ? 201 : 200)
    }

    @Sendable private func importMotus(_ call: Call) async throws -> HTTPResponse {
        let isDryRun = try call.flag("dryRun")
        let list = try MotusReceiverList(bytes: call.body)
        let (current, superseded) = list.current()
        let report = try await context.registration.import(
            current, isDryRun: isDryRun, by: call.caller.author, at: context.now())
        return .json(
            MotusImportView(
                dryRun: isDryRun, rows: list.rows.count + list.unplaced.count, receivers: current.count,
                added: report.added, updated: report.updated, unchanged: report.unchanged,
                superseded: superseded.map(MotusImportView.Superseded.init),
                unplaced: list.unplaced.map(MotusImportView.Unplaced.init)))
    }
}

/// One receiver with all that its page shows.
struct ReceiverDetail: Sendable {
    var view: ReceiverView
    var report: InfoReport?
    var reportedAt: Timestamp?
    var messages: [StoredFrame]

    static func load(_ serial: Serial, from context: ServerContext) async throws -> ReceiverDetail {
        let loaded = try await context.store.read {
            store throws(StoreError) -> (ReceiverOverview, StoredFrame?, [StoredFrame])? in
            guard let overview = try store.overview(serial) else { return nil }
            let report = try overview.status.lastReport.map { id throws(StoreError) in try store.frame(id) } ?? nil
            return (overview, report, try store.frames(of: overview.receiver.id, before: nil, limit: 25))
        }
        guard let (overview, reportFrame, messages) = loaded else {
            throw Problem.notFound("No receiver \(serial) is registered.")
        }
        var report: InfoReport?
        if case .info(let info)? = reportFrame?.message { report = info }
        return ReceiverDetail(
            view: ReceiverView(overview, at: context.now(), policy: context.policy), report: report,
            reportedAt: reportFrame?.frame.receivedAt, messages: messages)
    }
}
