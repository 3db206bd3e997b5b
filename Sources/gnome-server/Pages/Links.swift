// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// The ways from one page to another.

extension Serial {
    /// The serial, with the way to the page of its receiver.
    var link: HTML { "<a href=\"/receivers/\(text.percentEncoded())\">\(text)</a>" }
}

extension Pages {
    /// The way back up from a page: the places above it, from the top on.
    static func crumbs(_ top: HTML, _ below: HTML...) -> HTML {
        """
        <nav class="crumbs" aria-label="Breadcrumb">\(below.reduce(top) { "\($0) › \($1)" })</nav>
        """
    }
}

extension HTML {
    static let toReceivers: HTML = "<a href=\"/receivers\">All receivers</a>"
    static let toStations: HTML = "<a href=\"/stations\">Stations</a>"
    static let toProjects: HTML = "<a href=\"/projects\">Projects</a>"
    static let toQuarantine: HTML = "<a href=\"/quarantine\">Quarantine</a>"
}
