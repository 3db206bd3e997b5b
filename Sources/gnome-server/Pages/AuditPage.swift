// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The page of the audit: who changed what, the newest first.
struct AuditPage: Sendable {
    private static let pageSize = 100
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [.page("GET", "/audit", "audit-page", access: .permission(.readServer, on: .server), handler: list)]
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let filter = AuditFilter(call)
        let records = try await context.audit.records(
            matching: filter, before: call.cursor("before"), limit: Self.pageSize)
        let now = context.now()
        let table = Table(
            records,
            [
                .head("Number") { "\(Int($0.number))" }, .cell("When") { Moments.relative($0.entry.at, now: now) },
                .cell("Who") { "\($0.entry.actor), \($0.entry.source)" }, .cell("What") { "\($0.entry.action)" },
                .cell("To what", as: .content) { "\($0.entry.subject)" },
            ])
        let query = Pages.query(["actor": filter.actor, "action": filter.action, "subject": filter.subject])
        return Pages.page(
            call, title: "Audit", now: now,
            body: """
                <h1>Audit</h1>
                <form method="get" action="/audit" class="search"><p class="field"><label for="actor">Who</label>\
                <input id="actor" name="actor" value="\(filter.actor ?? "")"></p><p class="field"><label for="action">What</label>\
                <input id="action" name="action" value="\(filter.action ?? "")"></p><p><button>Show</button></p></form>
                \(records.isEmpty ? "<p>Nothing that was written down matches.</p>" : table.html)
                \(Pages.older(records.cursor(\.number, limit: Self.pageSize), at: "/audit" + query))
                """)
    }
}
