// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// The ways from one page to another.

extension Serial {
    /// The serial, with the way to the page of its receiver.
    var link: HTML { "<a class=\"serial\" href=\"/receivers/\(text.percentEncoded())\">\(text)</a>" }
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

    private static func pager(_ text: String, _ name: String, _ cursor: String?, _ path: String) -> HTML {
        guard let cursor else { return .empty }
        let mark = path.contains("?") ? "&" : "?"
        return """
            <nav class="pager" aria-label="Pages"><a href="\(path)\(mark)\(name)=\(cursor.percentEncoded())">\(text)</a></nav>
            """
    }
}

extension HTML {
    static let toReceivers: HTML = "<a href=\"/receivers\">All receivers</a>"
    static let toStations: HTML = "<a href=\"/stations\">Stations</a>"
    static let toPeople: HTML = "<a href=\"/people\">People</a>"
    static let toAccount: HTML = "<a href=\"/account\">Your account</a>"
    static let toProjects: HTML = "<a href=\"/projects\">Projects</a>"
    static let toQuarantine: HTML = "<a href=\"/quarantine\">Quarantine</a>"
}
