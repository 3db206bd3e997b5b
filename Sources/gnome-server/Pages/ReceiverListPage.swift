// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// All receivers with their state, those first that need somebody.
struct ReceiverListPage: Sendable {
    /// Which receivers are shown.
    enum Filter: String, CaseIterable, Sendable {
        case all, offline, late, online, never, pending

        var title: String { self == .all ? "All" : rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

        func shows(_ receiver: ReceiverView) -> Bool {
            switch self {
            case .all: true
            case .pending: receiver.registration == .pending
            // A receiver that nobody has accepted has no contact that counts.
            default: receiver.registration == .accepted && receiver.contact.rawValue == rawValue
            }
        }
    }

    static let pageSize = 200

    let receivers: [ReceiverView]
    let filter: Filter
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
                \(filters)
                \(rows.isEmpty ? emptyNote : table(Array(rows)))
                \(pages > 1 ? pager(page, of: pages) : .empty)
                """)
    }

    private var filters: HTML {
        let links = Filter.allCases.map { candidate -> HTML in
            let count = receivers.count(where: candidate.shows)
            let current: HTML = candidate == filter ? " aria-current=\"page\"" : ""
            return """
                <li><a class="filter \(candidate.rawValue)" href="/receivers?show=\(candidate.rawValue)"\(current)>\
                <span class="count">\(count)</span> \(candidate.title)</a></li>
                """
        }
        return "<nav aria-label=\"Which receivers\"><ul class=\"filters\">\(HTML(links))</ul></nav>"
    }

    private var emptyNote: HTML {
        receivers.isEmpty
            ? """
            <p>No receiver is registered yet. Register one with <code>gnomectl receivers add SERIAL</code>, import those
            that Motus knows with <code>gnomectl receivers import-motus FILE</code>, or let receivers call: each is listed
            here from its first contact.</p>
            """ : "<p>No receiver is in this state.</p>"
    }

    private func table(_ rows: [ReceiverView]) -> HTML {
        """
        <table class="receivers">
        <thead><tr><th scope="col">State</th><th scope="col">Receiver</th><th scope="col">Name</th>\
        <th scope="col">Last contact</th><th scope="col">Due</th><th scope="col" class="number">Messages</th>\
        <th scope="col">To look at</th></tr></thead>
        <tbody>
        \(HTML(rows.map(row)))</tbody>
        </table>
        """
    }

    private func row(_ receiver: ReceiverView) -> HTML {
        let last: HTML = receiver.lastContactAt.map { Moments.relative($0, now: now) } ?? "never"
        let due: HTML = receiver.nextContactAt.map { Moments.relative($0, now: now) } ?? "–"
        return """
            <tr>
            <td data-label="State">\(receiver.badge)</td>
            <th scope="row">\(receiver.serial.link)</th>
            <td data-label="Name">\(receiver.displayName ?? "–")</td>
            <td data-label="Last contact">\(last)</td>
            <td data-label="Due">\(due)</td>
            <td data-label="Messages" class="number">\(receiver.frames)</td>
            <td data-label="To look at">\(receiver.remarks)</td>
            </tr>

            """
    }

    private func pager(_ page: Int, of pages: Int) -> HTML {
        func link(_ target: Int, _ text: String) -> HTML {
            (1...pages).contains(target)
                ? "<a href=\"/receivers?show=\(filter.rawValue)&amp;page=\(target)\">\(text)</a>" : "\(text)"
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
