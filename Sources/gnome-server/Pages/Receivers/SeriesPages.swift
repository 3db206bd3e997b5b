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
        let rows = overviews.map { overview -> HTML in
            """
            <tr>
            <th scope="row">\(SeriesLink(serial: serial, series: overview.series).html(overview.series.name))</th>
            <td data-label="Class">\(overview.series.kind.rawValue)</td>
            <td data-label="Last value" class="number">\(Readings.text(overview.latest))</td>
            <td data-label="When">\(Moments.relative(overview.latestAt, now: now))</td>
            </tr>

            """
        }
        let table: HTML = """
            <table><thead><tr><th scope="col">Measurement</th><th scope="col">Class</th>\
            <th scope="col" class="number">Last value</th><th scope="col">When</th></tr></thead>
            <tbody>
            \(HTML(rows))</tbody></table>
            """
        let more = next.map { place -> HTML in
            """
            <p><a href="/receivers/\(serial.text.percentEncoded())/series?after=\(place.percentEncoded())">More measurements</a></p>
            """
        }
        return Pages.page(
            call, title: "Measurements of \(serial)", now: now,
            body: """
                \(Pages.crumbs(.toReceivers, serial.link))
                <h1>Measurements</h1>
                \(overviews.isEmpty ? "<p>Nothing was measured yet.</p>" : table)
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
        let isRaw = view.resolution == .raw
        let rows = view.points.reversed().map { point -> HTML in
            let values: HTML =
                isRaw
                ? "<td data-label=\"Value\" class=\"number\">\(Readings.text(point.last))</td>"
                : """
                <td data-label="Least" class="number">\(Readings.text(point.minimum))</td>\
                <td data-label="Mean" class="number">\(Readings.text(point.mean))</td>\
                <td data-label="Greatest" class="number">\(Readings.text(point.maximum))</td>\
                <td data-label="Last" class="number">\(Readings.text(point.last))</td>\
                <td data-label="Measured" class="number">\(point.count) times</td>
                """
            return "<tr><th scope=\"row\">\(Moments.absolute(point.at))</th>\(values)</tr>\n"
        }
        let names = isRaw ? ["Value"] : ["Least", "Mean", "Greatest", "Last", "Measured"]
        let heads = names.map { "<th scope=\"col\" class=\"number\">\($0)</th>" as HTML }
        return """
            <table><thead><tr><th scope="col">When</th>\(HTML(heads))</tr></thead>
            <tbody>
            \(HTML(rows))</tbody></table>
            """
    }
}
