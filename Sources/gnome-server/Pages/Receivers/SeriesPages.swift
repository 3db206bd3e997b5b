// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The series of a receiver, each with its latest value.
struct SeriesListPage: Sendable {
    let serial: Serial
    let overviews: [SeriesOverview]
    /// The place that the next page is behind; nothing on the last.
    let next: String?
    let now: Timestamp

    func response(to call: Call) -> HTTPResponse {
        let table = Table(
            overviews,
            [
                .head("Measurement") { SeriesLink(serial: serial, series: $0.series).html($0.series.name) },
                .cell("Class") { "\($0.series.kind.rawValue)" },
                .cell("Last value", as: .number) { "\(Readings.text($0.latest))" },
                .cell("When") { Moments.relative($0.latestAt, now: now) },
            ])
        let more = next.map { place -> HTML in
            """
            <p><a href="\(serial.path)/series?after=\(place.percentEncoded())">More measurements</a></p>
            """
        }
        return Pages.page(
            call, title: "Measurements of \(serial)", now: now,
            body: """
                \(Pages.crumbs(.toReceivers, serial.link))
                <h1>Measurements</h1>
                \(overviews.isEmpty ? "<p>Nothing was measured yet.</p>" : table.html)
                \(more)
                """)
    }
}

/// One series as a table, newest first.
struct SeriesPage: Sendable {
    let serial: Serial
    let view: SeriesView
    let now: Timestamp

    private var series: Series { Series(view.kind, view.name) }

    func response(to call: Call) -> HTTPResponse {
        Pages.page(
            call, title: "\(view.name) of \(serial)", now: now,
            body: """
                \(Pages.crumbs(.toReceivers, serial.link))
                <h1>\(view.name)</h1>
                \(resolutions)
                \(view.points.isEmpty ? "<p>Nothing was measured in this time.</p>" : table)
                \(pages)
                """)
    }

    private var resolutions: HTML {
        let names: [(SeriesDetail, String)] = [(.raw, "Each, one day"), (.hour, "By hour"), (.day, "By day")]
        let links = names.map { detail, title -> HTML in
            let link = SeriesLink(serial: serial, series: series, resolution: detail)
            return "<li>\(link.html(title, isCurrent: detail == view.resolution))</li>"
        }
        return "<nav aria-label=\"How closely\"><ul class=\"choices\">\(HTML(links))</ul></nav>"
    }

    /// Where the table goes on.
    private var pages: HTML {
        var links: [HTML] = []
        if let earlier = view.earlier { links.append(link(to: earlier).html("Older")) }
        if let next = view.next { links.append(link(from: next, to: view.to).html("Newer")) }
        return links.isEmpty ? .empty : "<p>\(HTML(links))</p>"
    }

    private func link(from: Timestamp? = nil, to: Timestamp) -> SeriesLink {
        SeriesLink(serial: serial, series: series, resolution: view.resolution, from: from, to: to)
    }

    private var table: HTML {
        func value(_ name: String, _ value: @escaping (SeriesPointView) -> Double) -> Table<SeriesPointView>.Column {
            .cell(name, as: .number) { "\(Readings.text(value($0)))" }
        }
        let values: [Table<SeriesPointView>.Column] =
            view.resolution == .raw
            ? [value("Value", \.last)]
            : [
                value("Least", \.minimum), value("Mean", \.mean), value("Greatest", \.maximum), value("Last", \.last),
                .cell("Measured", as: .number) { "\($0.count) times" },
            ]
        return Table(view.points.reversed(), [.head("When") { Moments.absolute($0.at) }] + values).html
    }
}
