// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The head of every page: where its reader may go, and who they are.
struct Navigation: Sendable {
    /// The reader; nothing where that is not known.
    let caller: Caller?

    private static let places: [(path: String, name: String, permission: Permission)] = [
        ("/receivers", "Receivers", .readReceivers), ("/stations", "Stations", .readStations),
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
        guard let principal = caller?.principal else { return .empty }
        let open = Self.places.filter { place in
            let projects = AccessPolicy.projects(place.permission, by: principal)
            return projects.map { !$0.isEmpty } ?? true
        }
        return HTML(open.map { "<a href=\"\($0.path)\">\($0.name)</a> " })
    }

    private var reader: HTML { .empty }
}
