// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// The head of every page: where its reader may go, and who they are.
struct Navigation: Sendable {
    /// What the page answers; nothing where that is not known.
    let call: Call?

    private static let places: [(path: String, name: String, permission: Permission)] = [
        ("/receivers", "Receivers", .readReceivers), ("/newcomers", "Newcomers", .readReceivers),
        ("/stations", "Stations", .readStations),
        ("/projects", "Projects", .readProject), ("/conflicts", "Conflicts", .readReceivers),
        ("/quarantine", "Quarantine", .readQuarantine), ("/people", "People", .readServer),
        ("/audit", "Audit", .readServer),
    ]

    var html: HTML {
        """
        <header><nav aria-label="Main"><a class="brand" href="/receivers">Gnome server</a> \(links)</nav>\(reader)</header>
        """
    }

    private var links: HTML {
        guard let call else { return .empty }
        let open = Self.places.filter { call.mayAnywhere($0.permission) }
        return HTML(open.map { "<a href=\"\($0.path)\">\($0.name)</a> " })
    }

    private var reader: HTML {
        guard let call else { return .empty }
        guard let person = call.caller.person else {
            return call.caller.principal.standing == .anonymous
                ? "<p class=\"reader\"><a href=\"/log-in\">Log in</a></p>" : .empty
        }
        return """
            <div class="reader"><a href="/account"><bdi>\(person.name)</bdi></a> \
            \(ActButton.html("Log out", to: "/log-out", proof: call.proof))</div>
            """
    }
}
