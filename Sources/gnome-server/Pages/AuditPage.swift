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
        let rows = records.map { record -> HTML in
            """
            <tr><th scope="row">\(Int(record.number))</th>
            <td data-label="When">\(Moments.relative(record.entry.at, now: now))</td>
            <td data-label="Who">\(record.entry.actor), \(record.entry.source)</td>
            <td data-label="What">\(record.entry.action)</td>
            <td data-label="To what" class="content">\(record.entry.subject)</td></tr>

            """
        }
        let table: HTML = """
            <table>
            <thead><tr><th scope="col">Number</th><th scope="col">When</th><th scope="col">Who</th>\
            <th scope="col">What</th><th scope="col">To what</th></tr></thead>
            <tbody>
            \(HTML(rows))</tbody>
            </table>
            """
        let older: HTML =
            records.count == Self.pageSize
            ? """
            <nav class="pager" aria-label="Pages"><a href="/audit?before=\(Int(records.last?.number ?? 0))\
            \(query("actor", filter.actor))\(query("action", filter.action))\(query("subject", filter.subject))">Older</a></nav>
            """ : .empty
        return Pages.page(
            call, title: "Audit", now: now,
            body: """
                <h1>Audit</h1>
                <form method="get" action="/audit" class="search"><p class="field"><label for="actor">Who</label>\
                <input id="actor" name="actor" value="\(filter.actor ?? "")"></p><p class="field"><label for="action">What</label>\
                <input id="action" name="action" value="\(filter.action ?? "")"></p><p><button>Show</button></p></form>
                \(rows.isEmpty ? "<p>Nothing that was written down matches.</p>" : table)
                \(older)
                """)
    }

    private func query(_ name: String, _ value: String?) -> HTML {
        value.map { "&amp;\(name)=\($0.percentEncoded())" } ?? .empty
    }
}
