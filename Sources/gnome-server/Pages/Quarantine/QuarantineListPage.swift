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
                <p class="state">\(counts.total.entries) messages wait, \(counts.total.bytes) bytes; at most \
                \(counts.limit.entries) and \(counts.limit.bytes) may.</p>
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
                <li><a class="filter" href="/quarantine\(target.query(before: nil))"\(current)>\
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
        """
        <table>
        <thead><tr><th scope="col">Entry</th><th scope="col">Came</th><th scope="col">Reason</th>\
        <th scope="col">Serial</th><th scope="col">Way</th><th scope="col" class="number">Bytes</th>\
        <th scope="col">Detail</th></tr></thead>
        <tbody>
        \(HTML(entries.map(row)))</tbody>
        </table>
        """
    }

    private func row(_ entry: QuarantineView) -> HTML {
        """
        <tr>
        <th scope="row"><a href="/quarantine/\(Int(entry.id.rawValue))">\(Int(entry.id.rawValue))</a></th>
        <td data-label="Came">\(Moments.relative(entry.receivedAt, now: now))</td>
        <td data-label="Reason">\(entry.reason.words)</td>
        <td data-label="Serial">\(entry.serial?.text ?? "–")</td>
        <td data-label="Way">\(entry.way.rawValue)</td>
        <td data-label="Bytes" class="number">\(entry.size)</td>
        <td data-label="Detail" class="content">\(entry.detail.isEmpty ? "–" : entry.detail)</td>
        </tr>

        """
    }

    private var pager: HTML {
        guard entries.count == Self.pageSize, let last = entries.last else { return .empty }
        return """
            <nav class="pager" aria-label="Pages"><a href="/quarantine\(filter.query(before: last.id))">Older</a></nav>
            """
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
        let rows = counts.drops.prefix(50).map { drop -> HTML in
            """
            <tr>
            <td data-label="Last">\(Moments.relative(drop.lastAt, now: now))</td>
            <td data-label="Cause">\(drop.cause.rawValue)\(drop.actor.map { ", \($0)" } ?? "")</td>
            <td data-label="Reason">\(drop.reason.words)</td>
            <td data-label="Messages" class="number">\(drop.volume.entries)</td>
            <td data-label="Because" class="content">\(drop.because)</td>
            </tr>

            """
        }
        return """
            <section><h2>Dropped or refused</h2>
            <table><thead><tr><th scope="col">Last</th><th scope="col">Cause</th><th scope="col">Reason</th>\
            <th scope="col" class="number">Messages</th><th scope="col">Because</th></tr></thead>
            <tbody>
            \(HTML(rows))</tbody></table></section>
            """
    }
}

extension QuarantineFilter {
    /// The query of a page that shows what the filter lets through.
    fileprivate func query(before id: QuarantineID?) -> HTML {
        let pairs: [(String, String?)] = [
            ("reason", reason?.rawValue), ("serial", serial?.text.percentEncoded()), ("since", since?.description),
            ("until", until?.description), ("before", id.map { "\($0.rawValue)" }),
        ]
        let text = pairs.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")
        return text.isEmpty ? .empty : "?\(text)"
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
