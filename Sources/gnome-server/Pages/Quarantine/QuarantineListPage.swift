// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// What waits in quarantine, the newest first, with the counts of what waits and what was dropped.
struct QuarantineListPage: Sendable {
    static let pageSize = 100

    let counts: QuarantineCountsView
    let entries: [QuarantineView]
    let filter: QuarantineFilter
    let now: Timestamp

    func response(to call: Call) -> HTTPResponse {
        Pages.page(
            call, title: "Quarantine", now: now,
            body: """
                <h1>Quarantine</h1>
                <p class="state">\(counts.total.entries) messages wait, \(counts.total.bytes.byteText); at most \
                \(counts.limit.entries) messages and \(counts.limit.bytes.byteText) may.</p>
                \(reasons)
                \(serialForm)
                \(entries.isEmpty ? "<p>Nothing that waits matches.</p>" : table)
                \(pager)
                \(acts)
                \(drops)
                """)
    }

    private var reasons: HTML {
        let links = ([nil] + QuarantineReason.allCases).map { reason -> HTML in
            let count = reason.map { counts.waiting[$0.rawValue]?.entries ?? 0 } ?? counts.total.entries
            let current: HTML = reason == filter.reason ? " aria-current=\"page\"" : ""
            var target = filter
            target.reason = reason
            return """
                <li><a class="filter" href="/quarantine\(target.query)"\(current)>\
                <span class="count">\(count)</span> \(reason?.words ?? "all")</a></li>
                """
        }
        return "<nav aria-label=\"Which reason\"><ul class=\"filters\">\(HTML(links))</ul></nav>"
    }

    private var serialForm: HTML {
        let reason: HTML? = filter.reason.map {
            "<input type=\"hidden\" name=\"reason\" value=\"\($0.rawValue)\">"
        }
        return """
            <form method="get" action="/quarantine"><p><label>Serial <input name="serial" value="\(filter.serial?.text ?? "")">\
            </label> \(reason)<button>Show</button></p></form>
            """
    }

    private var table: HTML {
        Table(
            entries,
            [
                .head("Entry") { "<a href=\"/quarantine/\(Int($0.id.rawValue))\">\(Int($0.id.rawValue))</a>" },
                .cell("Came") { Moments.relative($0.receivedAt, now: now) },
                .cell("Reason") { "\($0.reason.words)" }, .cell("Serial") { "\($0.serial?.text ?? "–")" },
                .cell("Way") { "\($0.way.rawValue)" }, .cell("Bytes", as: .number) { "\($0.size)" },
                .cell("Detail", as: .content) { "\($0.detail.isEmpty ? "–" : $0.detail)" },
            ]
        ).html
    }

    private var pager: HTML {
        Pages.older(entries.cursor(\.id, limit: Self.pageSize)?.rawValue, at: "/quarantine" + filter.query)
    }

    /// The commands for what is shown: pages change nothing.
    private var acts: HTML {
        let which = filter == .all ? "--all" : filter.options
        return """
            <section><h2>To do something about it</h2>
            <p>Send in again what can be taken in by now: <code>gnomectl quarantine replay \(which)</code></p>
            <p>Drop what is junk, with a reason: <code>gnomectl quarantine drop \(which) --because "…"</code></p></section>
            """
    }

    private var drops: HTML {
        guard !counts.drops.isEmpty else { return .empty }
        let table = Table(
            Array(counts.drops.prefix(50)),
            [
                .cell("Last") { Moments.relative($0.lastAt, now: now) },
                .cell("Cause") { "\($0.cause.rawValue)\($0.actor.map { ", \($0)" } ?? "")" },
                .cell("Reason") { "\($0.reason.words)" },
                .cell("Messages", as: .number) { "\($0.volume.entries)" },
                .cell("Because", as: .content) { "\($0.because)" },
            ])
        return "<section><h2>Dropped or refused</h2>\n\(table.html)</section>"
    }
}

extension QuarantineFilter {
    /// The query of a page that shows what the filter lets through.
    fileprivate var query: String {
        Pages.query([
            "reason": reason?.rawValue, "serial": serial?.text, "since": since?.description,
            "until": until?.description,
        ])
    }

    /// The options of gnomectl that mean the same.
    fileprivate var options: String {
        let pairs: [(String, String?)] = [
            ("reason", reason?.rawValue), ("receiver", serial?.text), ("since", since?.description),
            ("until", until?.description),
        ]
        return pairs.compactMap { name, value in value.map { "--\(name) \($0)" } }.joined(separator: " ")
    }
}
