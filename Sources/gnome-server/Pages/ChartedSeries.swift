// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// A series that is worth a chart on the page of its receiver.
struct ChartedSeries: Sendable, Hashable {
    /// What of an hour is drawn.
    enum Measure: Sendable {
        /// The mean value.
        case mean
        /// How many observations there were.
        case count
        /// By how much a counter has grown since the hour before.
        case growth
    }

    let title: String
    let unit: String
    let measure: Measure
    let series: Series

    /// The most useful of the series that a receiver has, in the order in which they are shown.
    static func chosen(from overviews: [SeriesOverview]) -> [ChartedSeries] {
        let metrics = overviews.map(\.series).filter { $0.kind == .metric }
        let names = metrics.map { ($0, $0.name.lowercased()) }
        /// The first that fits the first of some descriptions that any fits.
        func first(_ fits: ((String) -> Bool)...) -> Series? {
            for fit in fits { if let found = names.first(where: { fit($0.1) }) { return found.0 } }
            return nil
        }
        var chosen: [ChartedSeries] = []
        func add(_ title: String, _ unit: String, _ series: Series?, as measure: Measure = .mean) {
            if let series {
                chosen.append(ChartedSeries(title: title, unit: unit, measure: measure, series: series))
            }
        }
        add(
            "Temperature", "°C",
            first(
                { $0.hasPrefix("temp.temp") && $0.contains("cpu") }, { $0.hasPrefix("temp.temp") },
                {
                    $0.contains("temperature")
                }))
        let battery = first(
            { $0.contains("battery") && $0.contains("volt") }, { $0.contains("volt") }, { $0.contains("battery") })
        add("Battery", battery?.name.lowercased().contains("volt") == true ? "V" : "", battery)
        add(
            "Disk used", "%",
            first(
                { $0.hasPrefix("disk.used_percent") && $0.contains("path=/data") },
                {
                    $0.hasPrefix("disk.used_percent")
                }))
        add("Files to upload", "", first({ $0 == "files.files_to_upload" }))
        for series in overviews.map(\.series).filter({ $0.kind == .port }).prefix(2) {
            add("Frames of \(series.name.prefix { $0 != "{" })", "an hour", series, as: .growth)
        }
        for series in overviews.map(\.series).filter({ $0.kind == .contact }).prefix(1) {
            add("Contacts over \(series.name)", "an hour", series, as: .count)
        }
        return chosen
    }

    /// What is drawn of the summaries of hours, with the moments they begin at.
    func values(
        of hours: [SeriesSummary]
    ) -> [(at: Timestamp, point: (minimum: Double, value: Double, maximum: Double))] {
        switch measure {
        case .mean: hours.map { ($0.start, ($0.minimum, $0.mean, $0.maximum)) }
        case .count: hours.map { ($0.start, (Double($0.count), Double($0.count), Double($0.count))) }
        case .growth:
            zip(hours, hours.dropFirst()).map { before, hour in
                // A counter that begins anew has grown by what it shows.
                let growth = hour.last >= before.last ? hour.last - before.last : hour.last
                return (hour.start, (growth, growth, growth))
            }
        }
    }
}
