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

    var routes: [HTTPRoute] {
        [
            HTTPRoute("GET", "/api/v1/receivers", name: "receivers", handler: list),
            HTTPRoute("GET", "/api/v1/receivers/{serial}", name: "receiver", handler: show),
            HTTPRoute("PUT", "/api/v1/receivers/{serial}", name: "receiver-add", bodyLimit: 16_384, handler: add),
            HTTPRoute(
                "POST", "/api/v1/receivers/import-motus", name: "receivers-import-motus", bodyLimit: 16 << 20,
                handler: importMotus),
        ]
    }

    @Sendable private func list(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let limit = try request.pageLimit()
        let after = try request.head.query("after").map { text throws(Problem) in
            guard let serial = Serial(text) else { throw .invalid("after: expected the “next” of an earlier answer.") }
            return serial
        }
        let overviews = try await context.store.read { store throws(StoreError) in
            try store.overviews(after: after, limit: limit)
        }
        let now = context.now()
        let items = overviews.map { ReceiverView($0, at: now, policy: context.policy) }
        return .json(PageView(items: items, next: items.count == limit ? items.last?.serial : nil))
    }

    @Sendable private func show(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let detail = try await ReceiverDetail.load(parameters.serial(), from: context)
        return .json(DetailView(receiver: detail.view, report: detail.report.map(ReportView.init)))
    }

    @Sendable private func add(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let name = try Self.name(in: request.body)
        let now = context.now()
        let added = try await context.registration.add(try parameters.serial(), name: name, at: now)
        return .json(
            AddedView(
                receiver: ReceiverView(added.overview, at: now, policy: context.policy), outcome: added.outcome,
                released: added.released), status: added.outcome == .registered ? 201 : 200)
    }

    @Sendable private func importMotus(
        _ request: HTTPRequest, _ parameters: HTTPParameters
    ) async throws -> HTTPResponse {
        try context.requireAdministrator(request)
        let isDryRun = request.head.query("dryRun") == "true"
        let list = try MotusReceiverList(bytes: request.body)
        let (current, superseded) = list.current()
        let report = try await context.registration.import(current, isDryRun: isDryRun, at: context.now())
        return .json(
            MotusImportView(
                dryRun: isDryRun, rows: list.rows.count + list.unplaced.count, receivers: current.count,
                added: report.added, updated: report.updated, unchanged: report.unchanged,
                superseded: superseded.map(MotusImportView.Superseded.init),
                unplaced: list.unplaced.map(MotusImportView.Unplaced.init)))
    }

    /// The name in a request's body; nothing where there is no body or no name.
    private static func name(in body: [UInt8]) throws(Problem) -> String? {
        guard !body.isEmpty else { return nil }
        guard case .object(let members)? = JSONValue(bytes: body) else { throw .invalid("Expected a JSON object.") }
        if let unknown = members.keys.sorted().first(where: { $0 != "name" }) {
            throw .invalid("\(unknown.prefix(64)): unknown; expected “name” or nothing.")
        }
        switch members["name"] {
        case nil, .null: return nil
        case .string(let name) where (1...100).contains(name.count): return name
        default: throw .invalid("name: expected text of 1 to 100 characters, such as “Cabot Head”.")
        }
    }
}

extension HTTPParameters {
    /// The serial in the path.
    ///
    /// - Throws: `Problem` 400 where it can't be one.
    func serial() throws(Problem) -> Serial {
        guard let serial = Serial(self["serial"]) else {
            throw .invalid("serial: expected a receiver's serial, such as SG-F28CRPI33503.")
        }
        return serial
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
