// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// The stations, in the order of their names.
struct StationListPage: Sendable {
    let stations: [StationView]
    let projects: [ProjectID: String]
    /// What is searched for.
    let text: String
    /// Only of this project; nothing for all.
    let project: ProjectID?
    let next: StationOrder?
    /// The projects that the reader may add stations to.
    let canAdd: [ProjectID: String]

    var html: HTML {
        """
        <h1>Stations</h1>
        <form method="get" action="/stations" class="search">\(hidden)<p class="field"><label for="text">Name</label>\
        <input id="text" name="text" value="\(text)"></p><p><button>Search</button></p></form>
        \(stations.isEmpty ? "<p>There is no station here yet.</p>" : table)
        \(pager)
        \(additions)
        """
    }

    /// Whoever searches goes on in the same project.
    private var hidden: HTML? {
        project.map { "<input type=\"hidden\" name=\"project\" value=\"\(Int($0.rawValue))\">" }
    }

    private var table: HTML {
        Table(
            stations,
            [
                .head("Station") { $0.id.link($0.name) },
                .cell("Project") { "<bdi>\(projects[$0.project] ?? "–")</bdi>" },
                .cell("Hangs there now") { station in
                    station.receivers.isEmpty ? "nothing" : HTML(station.receivers.map { "\($0.link) " as HTML })
                },
                .cell("Place") { "\($0.place.map(\.words) ?? "–")" },
            ]
        ).html
    }

    private var pager: HTML {
        let query = Pages.query(["project": project.map { "\($0.rawValue)" }, "text": text.isEmpty ? nil : text])
        return Pages.next(next?.cursor, at: "/stations" + query)
    }

    private var additions: HTML {
        guard !canAdd.isEmpty else { return .empty }
        let links = canAdd.inOrder.map { id, name -> HTML in
            "<li><a href=\"\(id.path)/stations/new\">New station of <bdi>\(name)</bdi></a></li>"
        }
        return "<ul class=\"choices\">\(HTML(links))</ul>"
    }
}

extension Place {
    /// `45.2463° N, 81.2963° W`.
    var words: String {
        func degrees(_ value: Double) -> String {
            let rounded = (abs(value) * 1e5).rounded() / 1e5
            return rounded == rounded.rounded() ? String(Int(rounded)) : "\(rounded)"
        }
        return "\(degrees(latitude))° \(latitude < 0 ? "S" : "N"), \(degrees(longitude))° \(longitude < 0 ? "W" : "E")"
            + (elevation.map { ", \(Int($0.rounded())) m" } ?? "")
    }
}
