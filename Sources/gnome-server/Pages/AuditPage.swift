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
        let filter = try AuditFilter(call)
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
        let query = Pages.query([
            "actor": filter.actor, "action": filter.action, "subject": filter.subject,
            "since": filter.since?.description, "until": filter.until?.description,
        ])
        let fields = [
            ("actor", "Who", filter.actor), ("action", "What", filter.action), ("subject", "To what", filter.subject),
            ("since", "From, in UTC", filter.since?.description),
            ("until", "Before, in UTC", filter.until?.description),
        ].map { name, label, value -> HTML in
            "<p class=\"field\"><label for=\"\(name)\">\(label)</label><input id=\"\(name)\" name=\"\(name)\" value=\"\(value ?? "")\"></p>"
        }
        return Pages.page(
            call, title: "Audit", now: now,
            body: """
                <h1>Audit</h1>
                <form method="get" action="/audit" class="search">\(HTML(fields))<p><button>Show</button></p></form>
                \(records.isEmpty ? "<p>Nothing that was written down matches.</p>" : table.html)
                \(Pages.older(records.cursor(\.number, limit: Self.pageSize), at: "/audit" + query))
                """)
    }
}
