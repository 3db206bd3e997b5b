// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Who changed what, in JSON; for administrators.
struct AuditAPI: Sendable {
    private let context: ServerContext
    private static let read = Access.permission(.readServer, on: .server)

    init(_ context: ServerContext) { self.context = context }

    /// What the list can be narrowed by.
    static let filters: [Contract.QueryItem] = [
        .init("actor", .word(0...200), "Only what this one did."),
        .init("action", .word(0...100), "Only what is called so."),
        .init("subject", .word(0...200), "Only what was done to this."),
        .init("since", .written, "Only what was done from then on."),
        .init("until", .written, "Only what was done before."),
    ]

    var operations: [Operation] {
        [
            .api(
                "GET", "/audit", "audit", access: Self.read,
                Contract(
                    "Lists who changed what, the newest first.", query: Self.filters + [.before, .limit],
                    answers: .json(PageView<AuditRecordView, Int64>.self)), handler: list),
            .api(
                "GET", "/audit/verification", "audit-verify", access: Self.read,
                Contract(
                    "Proves that nothing in the audit was changed or taken away.",
                    answers: .json(AuditService.Verification.self))
            ) { _ in .json(try await context.audit.verify()) },
            .api(
                "GET", "/audit/records", "audit-export", access: Self.read,
                Contract(
                    "Lists who changed what, from the first on, to be kept elsewhere.",
                    query: [.after(.integer(0...Int64.max)), .limit],
                    answers: .json(PageView<AuditRecordView, Int64>.self)), handler: export),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let limit = try call.pageLimit()
        let records = try await context.audit.records(
            matching: try AuditFilter(call), before: call.cursor("before"), limit: limit)
        return .json(PageView(items: records.map(AuditRecordView.init), next: records.cursor(\.number, limit: limit)))
    }

    @Sendable private func export(_ call: Call) async throws -> HTTPResponse {
        let (after, limit) = (try call.cursor("after") ?? 0, try call.pageLimit())
        let records = try await context.store.read { store throws(StoreError) in
            try store.audit(after: after, limit: limit)
        }
        return .json(PageView(items: records.map(AuditRecordView.init), next: records.cursor(\.number, limit: limit)))
    }
}

extension AuditFilter {
    /// The filter in the query of a call.
    ///
    /// - Throws: `Problem` 400 where a time is none.
    init(_ call: Call) throws(Problem) {
        func given(_ name: String) -> String? { call.query(name).flatMap { $0.isEmpty ? nil : $0 } }
        func moment(_ name: String) throws(Problem) -> Timestamp? {
            guard let text = given(name) else { return nil }
            guard let moment = Timestamp.written(text) else {
                throw .invalid("\(name): expected a date like 2026-05-01 or a time like 2026-05-01T12:00:00Z.")
            }
            return moment
        }
        self.init(
            actor: given("actor"), action: given("action"), subject: given("subject"), since: try moment("since"),
            until: try moment("until"))
    }
}
