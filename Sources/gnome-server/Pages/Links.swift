// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// The ways from one page to another.

extension Serial {
    /// Where the page of its receiver is.
    var path: String { "/receivers/\(text.percentEncoded())" }

    /// The serial, with the way to the page of its receiver.
    var link: HTML { "<a class=\"serial\" href=\"\(path)\">\(text)</a>" }
}

extension ProjectID {
    /// Where its page is.
    var path: String { "/projects/\(rawValue)" }

    /// The name of the project, with the way to its page.
    func link(_ name: String) -> HTML { .link(to: path, name: name) }
}

extension StationID {
    /// Where its page is.
    var path: String { "/stations/\(rawValue)" }

    /// The name of the station, with the way to its page.
    func link(_ name: String) -> HTML { .link(to: path, name: name) }
}

extension PersonID {
    /// Where their page is.
    var path: String { "/people/\(rawValue)" }
}

extension Pages {
    /// The way back up from a page: the places above it, from the top on.
    static func crumbs(_ top: HTML, _ below: HTML...) -> HTML {
        """
        <nav class="crumbs" aria-label="Breadcrumb">\(below.reduce(top) { "\($0) › \($1)" })</nav>
        """
    }
}

extension Pages {
    /// The way to the next page of a list; nothing after the last.
    static func next(_ cursor: String?, at path: String) -> HTML { pager("Next", "after", cursor, path) }

    /// The way to the older ones of a list that begins with the newest; nothing after the last.
    static func older(_ cursor: Int64?, at path: String) -> HTML {
        pager("Older", "before", cursor.map { String($0) }, path)
    }

    /// The query of an address, of the items that say something; empty where none does.
    static func query(_ items: KeyValuePairs<String, String?>) -> String {
        let pairs = items.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded())" } }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }

    private static func pager(_ text: String, _ name: String, _ cursor: String?, _ path: String) -> HTML {
        guard let cursor else { return .empty }
        let mark = path.contains("?") ? "&" : "?"
        return """
            <nav class="pager" aria-label="Pages"><a href="\(path)\(mark)\(name)=\(cursor.percentEncoded())">\(text)</a></nav>
            """
    }
}

extension HTML {
    /// The way to what somebody gave a name.
    static func link(to path: String, name: String) -> HTML { "<a href=\"\(path)\"><bdi>\(name)</bdi></a>" }

    static let toReceivers: HTML = "<a href=\"/receivers\">All receivers</a>"
    static let toStations: HTML = "<a href=\"/stations\">Stations</a>"
    static let toPeople: HTML = "<a href=\"/people\">People</a>"
    static let toAccount: HTML = "<a href=\"/account\">Your account</a>"
    static let toProjects: HTML = "<a href=\"/projects\">Projects</a>"
    static let toQuarantine: HTML = "<a href=\"/quarantine\">Quarantine</a>"
}
