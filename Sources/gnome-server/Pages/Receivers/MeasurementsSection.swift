// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// What was measured at a receiver in the last days, as small charts with the same in words.
struct MeasurementsSection: Sendable {
    /// One series with what is drawn of it.
    struct Entry: Sendable {
        let charted: ChartedSeries
        let values: [ChartedSeries.Value]
        let latest: Double
        let latestAt: Timestamp
    }

    static let days = 7
    /// Of no more hours than these, single observations are drawn.
    private static let fewHours = 12

    /// Points farther apart than these seconds are not joined: a receiver calls every hour at the least.
    private static let silence = 6.5 * 3600

    let serial: Serial
    let entries: [Entry]
    /// How many series there are in all.
    let count: Int
    let now: Timestamp

    /// Reads what is to be shown of a receiver; nothing where it has measured nothing.
    static func load(
        _ receiver: Receiver, from store: any StoreReader, now: Timestamp
    ) throws(StoreError) -> MeasurementsSection? {
        let overviews = try store.series(of: receiver.id, after: nil, limit: SeriesAllowance.limit)
        guard !overviews.isEmpty else { return nil }
        let latest = Dictionary(overviews.map { ($0.series, $0) }) { first, _ in first }
        let (from, to) = (now.advanced(by: .seconds(-86_400 * days)), now.advanced(by: Observation.plausibleLead))
        var entries: [Entry] = []
        for charted in ChartedSeries.chosen(from: overviews) {
            let hours = try store.summaries(
                of: charted.series, at: receiver.id, per: .hour, from: from, to: to, limit: 24 * days + 2)
            guard !hours.isEmpty, let overview = latest[charted.series] else { continue }
            var values = charted.values(of: hours)
            // Where there are but a few hours, single observations tell more than a few dots.
            if charted.measure == .mean, hours.count <= fewHours {
                values = try store.observations(
                    of: charted.series, at: receiver.id, from: from, to: to, keeping: .latest, limit: 60 * fewHours
                ).map { ChartedSeries.Value($0.value, at: $0.moment) }
            }
            entries.append(
                Entry(charted: charted, values: values, latest: overview.latest, latestAt: overview.latestAt))
        }
        return MeasurementsSection(serial: receiver.serial, entries: entries, count: overviews.count, now: now)
    }

    var html: HTML {
        let figures = entries.enumerated().map { figure($1, number: $0) }
        let charts: HTML =
            entries.isEmpty
            ? "<p>Nothing was measured in the last \(Self.days) days.</p>"
            : "<p>Since \(Moments.absolute(begin)).</p><div class=\"charts\">\(HTML(figures))</div>"
        return """
            <section><h2>Measurements</h2>
            \(charts)
            <p><a href="\(serial.path)/series">All \(count) measurements</a></p></section>

            """
    }

    /// Where the charts begin: a week ago, or with what was measured first.
    private var begin: Timestamp {
        let weekAgo = now.advanced(by: .seconds(-86_400 * Self.days))
        // An hour that was counted begins before anything in it.
        let firsts = entries.compactMap { entry in entry.values.first.map { (entry.charted.measure == .mean, $0.at) } }
        return max(weekAgo, firsts.min { ($0.0 ? 0 : 1, $0.1) < ($1.0 ? 0 : 1, $1.1) }?.1 ?? weekAgo)
    }

    private func figure(_ entry: Entry, number: Int) -> HTML {
        let charted = entry.charted
        let span = max(1, begin.duration(to: now).seconds)
        let points = entry.values.map { value in
            Chart.Point(
                x: min(max(0, begin.duration(to: value.at).seconds / span), 1), minimum: value.minimum,
                value: value.value, maximum: value.maximum)
        }
        let id = "measurement-\(number)"
        let link = SeriesLink(serial: serial, series: charted.series).html("Table")
        return """
            <figure>
            <figcaption id="\(id)"><strong>\(charted.title)</strong> \(words(entry))</figcaption>
            \(points.isEmpty ? .empty : Chart(points: points, gap: Self.silence / span, label: id).html)
            <p>\(link)</p>
            </figure>

            """
    }

    /// The chart in words.
    private func words(_ entry: Entry) -> HTML {
        let latest: HTML = "\(Moments.relative(entry.latestAt, now: now))"
        let values = entry.values
        guard let least = values.map(\.minimum).min(), let greatest = values.map(\.maximum).max() else {
            return "measured \(latest)"
        }
        let unit = entry.charted.unit.isEmpty ? "" : " \(entry.charted.unit)"
        let mean = values.map(\.value).reduce(0, +) / Double(values.count)
        let range: HTML =
            least == greatest
            ? "\(Readings.text(least))\(unit)"
            : "\(Readings.text(least)) to \(Readings.text(greatest))\(unit), mean \(Readings.text(mean))"
        return entry.charted.measure == .mean
            ? "\(range); last \(Readings.text(entry.latest)), \(latest)" : "\(range); last \(latest)"
    }
}

/// The address of a series' own page.
struct SeriesLink: Sendable {
    let serial: Serial
    let series: Series
    var resolution: SeriesDetail?
    var from: Timestamp?
    var to: Timestamp?

    func html(_ text: String, isCurrent: Bool = false) -> HTML {
        let query = Pages.query([
            "class": series.kind.rawValue, "resolution": resolution?.rawValue, "from": from?.description,
            "to": to?.description,
        ])
        let current: HTML = isCurrent ? " aria-current=\"page\"" : ""
        let about: HTML = "<span class=\"unseen\"> of \(series.name)</span>"
        return """
            <a href="\(serial.path)/series/\(series.name.percentEncoded())\(query)"\(current)>\(text)\(about)</a>
            """
    }
}
