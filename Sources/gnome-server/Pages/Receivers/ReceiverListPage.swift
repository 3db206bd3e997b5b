// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// All receivers with their state, those first that need somebody.
struct ReceiverListPage: Sendable {
    static let pageSize = 200

    let receivers: [ReceiverView]
    let filter: ReceiverFilter
    /// The names of the projects that the reader may see.
    let projects: [ProjectID: String]
    /// The number of the page, from 1.
    let number: Int
    let now: Timestamp

    func response(to call: Call) -> HTTPResponse {
        let shown = receivers.filter(filter.shows).sorted { ($0.urgency, $0.serial) < ($1.urgency, $1.serial) }
        let pages = max(1, (shown.count + Self.pageSize - 1) / Self.pageSize)
        let page = min(max(1, number), pages)
        let rows = shown.dropFirst((page - 1) * Self.pageSize).prefix(Self.pageSize)
        return Pages.page(
            call, title: "Receivers", now: now,
            body: """
                <h1>Receivers</h1>
                \(shows)
                \(search)
                \(rows.isEmpty ? emptyNote : table(Array(rows), call))
                \(pages > 1 ? pager(page, of: pages) : .empty)
                """)
    }

    /// How many there are in each state, each with the way to them.
    private var shows: HTML {
        let links = ReceiverFilter.Show.allCases.map { show -> HTML in
            let target = filter.showing(show)
            let current: HTML = show == filter.show ? " aria-current=\"page\"" : ""
            return """
                <li><a class="filter \(show.rawValue)" href="/receivers\(target.query())"\(current)>\
                <span class="count">\(receivers.count(where: target.shows))</span> \(show.title)</a></li>
                """
        }
        return "<nav aria-label=\"Which receivers\"><ul class=\"filters\">\(HTML(links))</ul></nav>"
    }

    private var search: HTML {
        let states = Receiver.Registration.allCases.map { (word: $0.rawValue, label: $0.rawValue) }
        let project = Form.select(
            "id=\"project\" name=\"project\"", projects.choices, chosen: filter.project.map { "\($0.rawValue)" },
            none: "any")
        let state = Form.select("id=\"state\" name=\"state\"", states, chosen: filter.state?.rawValue, none: "any")
        return """
            <form method="get" action="/receivers" class="search" role="search">\
            <input type="hidden" name="show" value="\(filter.show.rawValue)">\
            <p class="field"><label for="text">Serial or name</label><input id="text" name="text" value="\(filter.text)"></p>\
            <p class="field"><label for="project">Project</label>\(project)</p>\
            <p class="field"><label for="state">State</label>\(state)</p><p><button>Show</button></p></form>
            """
    }

    private var emptyNote: HTML {
        receivers.isEmpty
            ? """
            <p>No receiver is registered yet. Register one with <code>gnomectl receivers add SERIAL</code>, import those
            that Motus knows with <code>gnomectl receivers import-motus FILE</code>, or let receivers call: each is listed
            here from its first contact.</p>
            """ : "<p>No receiver is as you say.</p>"
    }

    private func table(_ rows: [ReceiverView], _ call: Call) -> HTML {
        let columns: [Table<ReceiverView>.Column] = [
            .cell("State", says: \.badge), .head("Receiver", says: \.serial.link),
            .cell("Name") { "<bdi>\($0.displayName ?? "–")</bdi>" },
            .cell("Last contact") { $0.lastContactAt.map { Moments.relative($0, now: now) } ?? "never" },
            .cell("Due") { $0.nextContactAt.map { Moments.relative($0, now: now) } ?? "–" },
            .cell("Messages", as: .number) { "\($0.frames)" }, .cell("To look at", says: \.remarks),
        ]
        return BulkForm(filter: filter, projects: projects, call: call).html(rows, columns, serial: \.serial)
    }

    private func pager(_ page: Int, of pages: Int) -> HTML {
        func link(_ target: Int, _ text: String) -> HTML {
            (1...pages).contains(target)
                ? "<a href=\"/receivers\(filter.query(page: target))\">\(text)</a>" : "\(text)"
        }
        return """
            <nav class="pager" aria-label="Pages">\(link(page - 1, "Before")) <span>Page \(page) of \(pages)</span> \
            \(link(page + 1, "Next"))</nav>
            """
    }
}

extension ReceiverView {
    /// Smaller for what needs somebody sooner.
    fileprivate var urgency: Int {
        if heldKey != nil { return 0 }
        if registration == .pending { return 1 }
        guard registration == .accepted else { return 6 }
        return switch contact {
        case .offline: 2
        case .late: 3
        case .online: 4
        case .never: 5
        }
    }

    /// The state as a word with a sign, so that colour is never the only difference.
    var badge: HTML {
        guard registration == .accepted else {
            let word = registration.rawValue
            return "<span class=\"badge pending\"><span aria-hidden=\"true\">?</span> \(word)</span>"
        }
        let sign =
            switch contact {
            case .online: "●"
            case .late: "▲"
            case .offline: "■"
            case .never: "○"
            }
        return
            "<span class=\"badge \(contact.rawValue)\"><span aria-hidden=\"true\">\(sign)</span> \(contact.rawValue)</span>"
    }

    /// What a person should look at, in words.
    var remarks: HTML {
        var remarks: [String] = []
        if heldKey != nil { remarks.append("another key") }
        if quarantined > 0 { remarks.append("\(quarantined) in quarantine") }
        return remarks.isEmpty ? "–" : "\(remarks.joined(separator: ", "))"
    }
}
