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
                \(rows.isEmpty ? emptyNote : chosen(table(Array(rows), mayChoose: mayManage(call)), call))
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
        let owners = projects.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            .map { (word: "\($0.key.rawValue)", label: $0.value) }
        let project = Form.select(
            "id=\"project\" name=\"project\"", owners, chosen: filter.project.map { "\($0.rawValue)" }, none: "any")
        let state = Form.select("id=\"state\" name=\"state\"", states, chosen: filter.state?.rawValue, none: "any")
        return """
            <form method="get" action="/receivers" class="search" role="search">\
            <input type="hidden" name="show" value="\(filter.show.rawValue)">\
            <p class="field"><label for="text">Serial or name</label><input id="text" name="text" value="\(filter.text)"></p>\
            <p class="field"><label for="project">Project</label>\(project)</p>\
            <p class="field"><label for="state">State</label>\(state)</p><p><button>Show</button></p></form>
            """
    }

    /// Whether the reader may do anything with receivers.
    private func mayManage(_ call: Call) -> Bool { call.projects(.manageReceivers).map { !$0.isEmpty } ?? true }

    /// A table of receivers with what can be done with those that are chosen in it.
    private func chosen(_ table: HTML, _ call: Call) -> HTML {
        guard mayManage(call) else { return table }
        let open = call.projects(.manageReceivers)
        return BulkForm(
            filter: filter, projects: projects.filter { open?.contains($0.key) ?? true }, proof: call.proof,
            mayMove: call.may(.manageServer, on: .server)
        ).html(around: table)
    }

    private var emptyNote: HTML {
        receivers.isEmpty
            ? """
            <p>No receiver is registered yet. Register one with <code>gnomectl receivers add SERIAL</code>, import those
            that Motus knows with <code>gnomectl receivers import-motus FILE</code>, or let receivers call: each is listed
            here from its first contact.</p>
            """ : "<p>No receiver is as you say.</p>"
    }

    private func table(_ rows: [ReceiverView], mayChoose: Bool) -> HTML {
        var columns: [Table<ReceiverView>.Column] = [
            .cell("State", says: \.badge), .head("Receiver", says: \.serial.link),
            .cell("Name") { "<bdi>\($0.displayName ?? "–")</bdi>" },
            .cell("Last contact") { $0.lastContactAt.map { Moments.relative($0, now: now) } ?? "never" },
            .cell("Due") { $0.nextContactAt.map { Moments.relative($0, now: now) } ?? "–" },
            .cell("Messages", as: .number) { "\($0.frames)" }, .cell("To look at", says: \.remarks),
        ]
        if mayChoose { columns.insert(BulkForm.choice(\.serial), at: 0) }
        return Table(rows, columns).html
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
