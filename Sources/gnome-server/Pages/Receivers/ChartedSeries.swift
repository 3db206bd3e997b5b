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
            let parts = series.name.prefix { $0 != "{" }.split(separator: ".")
            let title = parts.count == 3 ? "Port \(parts[1]), \(parts[2])" : series.name
            add(title, "an hour", series, as: .growth)
        }
        for series in overviews.map(\.series).filter({ $0.kind == .contact }).prefix(1) {
            add("Contacts over \(series.name.uppercased())", "an hour", series, as: .count)
        }
        return chosen
    }

    /// What is drawn at one moment.
    struct Value: Sendable, Hashable {
        let at: Timestamp
        let minimum: Double
        let value: Double
        let maximum: Double
    }

    /// What is drawn of the summaries of hours, at the moments they begin at.
    func values(of hours: [SeriesSummary]) -> [Value] {
        switch measure {
        case .mean: hours.map { Value(at: $0.start, minimum: $0.minimum, value: $0.mean, maximum: $0.maximum) }
        case .count: hours.map { Value(Double($0.count), at: $0.start) }
        case .growth:
            zip(hours, hours.dropFirst()).map { before, hour in
                // A counter that begins anew has grown by what it shows.
                Value(hour.last >= before.last ? hour.last - before.last : hour.last, at: hour.start)
            }
        }
    }
}

extension ChartedSeries.Value {
    /// A single number at a moment.
    init(_ value: Double, at moment: Timestamp) { self.init(at: moment, minimum: value, value: value, maximum: value) }
}
