// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// All receivers with their state, those first that need somebody.
struct ReceiverListPage: Sendable {
    static let pageSize = 200

    let receivers: [ReceiverView]
    /// Where the list goes on; nothing after its last page.
    let next: String?
    /// How many there are in each state.
    let counts: [ReceiverState: Int]
    let request: ReceiverListRequest
    /// The names of the projects that the reader may see.
    let projects: [ProjectID: String]
    let now: Timestamp

    func response(to call: Call) -> HTTPResponse {
        Pages.page(
            call, title: "Receivers", now: now,
            body: """
                <h1>Receivers</h1>
                \(shows)
                \(search)
                \(receivers.isEmpty ? emptyNote : table(call))
                \(Pages.next(next, at: "/receivers" + request.query))
                """)
    }

    /// How a receiver is, in one word: what most people look for first.
    private enum Show: String, CaseIterable {
        case all, offline, late, online, never, pending

        var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

        /// The state, where it is one: a receiver that nobody has accepted has no contact that counts.
        var registration: Receiver.Registration? {
            switch self {
            case .all: nil
            case .pending: .pending
            case .offline, .late, .online, .never: .accepted
            }
        }
        var contact: ContactState? { ContactState(rawValue: rawValue) }

        func shows(_ state: ReceiverState) -> Bool {
            registration.map { $0 == state.registration } ?? true && contact.map { $0 == state.contact } ?? true
        }
    }

    /// How many there are in each state, each with the way to them.
    private var shows: HTML {
        let links = Show.allCases.map { show -> HTML in
            let isShown = show.registration == request.registration && show.contact == request.contact
            let current: HTML = isShown ? " aria-current=\"page\"" : ""
            let count = counts.reduce(0) { show.shows($1.key) ? $0 + $1.value : $0 }
            return """
                <li><a class="filter \(show.rawValue)" \
                href="/receivers\(request.showing(show.registration, show.contact).query)"\(current)>\
                <span class="count">\(count)</span> \(show.title)</a></li>
                """
        }
        return "<nav aria-label=\"Which receivers\"><ul class=\"filters\">\(HTML(links))</ul></nav>"
    }

    private var search: HTML {
        func select(
            _ name: String, _ label: String, _ choices: [(word: String, label: String)], _ chosen: String?
        ) -> HTML {
            let box = Form.select("id=\"\(name)\" name=\"\(name)\"", choices, chosen: chosen, none: "any")
            return "<p class=\"field\"><label for=\"\(name)\">\(label)</label>\(box)</p>"
        }
        func words<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> [(word: String, label: String)] {
            Word.allCases.map { ($0.rawValue, $0.rawValue) }
        }
        let orders = ReceiverSort.allCases.map { (word: $0.rawValue, label: $0.words) }
        let order = Form.select("id=\"sort\" name=\"sort\"", orders, chosen: request.sort.rawValue, none: "usual")
        return """
            <form method="get" action="/receivers" class="search" role="search">\
            <p class="field"><label for="text">Serial or name</label><input id="text" name="text" value="\(request.text)"></p>\
            \(select("project", "Project", projects.choices, request.project.map { "\($0.rawValue)" }))\
            \(select("registration", "State", words(Receiver.Registration.self), request.registration?.rawValue))\
            \(select("contact", "Contact", words(ContactState.self), request.contact?.rawValue))\
            \(select("deployed", "Deployed", [("true", "yes"), ("false", "no")], request.isDeployed.map { "\($0)" }))\
            <p class="field"><label for="sort">Order</label>\(order)</p><p><button>Show</button></p></form>
            """
    }

    private var emptyNote: HTML {
        counts.isEmpty && request.showing(nil) == ReceiverListRequest(sort: request.sort)
            ? """
            <p>No receiver is registered yet. Register one with <code>gnomectl receivers add SERIAL</code>, import those
            that Motus knows with <code>gnomectl receivers import-motus FILE</code>, or let receivers call: each is listed
            here from its first contact.</p>
            """ : "<p>No receiver is as you say.</p>"
    }

    private func table(_ call: Call) -> HTML {
        let columns: [Table<ReceiverView>.Column] = [
            .cell("State", says: \.badge), .head("Receiver", says: \.serial.link),
            .cell("Name") { "<bdi>\($0.displayName ?? "–")</bdi>" },
            .cell("Last contact") { $0.lastContactAt.map { Moments.relative($0, now: now) } ?? "never" },
            .cell("Due") { $0.nextContactAt.map { Moments.relative($0, now: now) } ?? "–" },
            .cell("Messages", as: .number) { "\($0.frames)" }, .cell("To look at", says: \.remarks),
        ]
        return BulkForm(request: request, projects: projects, call: call).html(receivers, columns, serial: \.serial)
    }
}

extension ReceiverSort {
    /// What a page calls it.
    fileprivate var words: String {
        switch self {
        case .serial: "serials"
        case .name: "names"
        case .lastHeard: "silent the longest"
        case .lastHeardFirst: "heard last"
        case .urgency: "needs somebody"
        }
    }
}

extension ReceiverView {
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
