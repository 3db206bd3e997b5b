// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Testing

@testable import gnome_server

@Suite("Measurements on the page of a receiver")
struct MeasurementsTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)

    private static func overviews(_ series: [Series]) -> [SeriesOverview] {
        series.sorted().map { SeriesOverview(series: $0, latestAt: noon, latest: 1) }
    }

    private static func hours(_ values: [[Double]], from start: Timestamp = noon) -> [SeriesSummary] {
        values.enumerated().compactMap { index, values in
            let begin = SeriesDetail.hour.start(of: start.advanced(by: .seconds(3600 * index)))
            guard let first = values.first else { return nil }
            var summary = SeriesSummary(first, at: begin, per: .hour)
            for (minute, value) in values.dropFirst().enumerated() {
                summary.add(value, at: begin.advanced(by: .seconds(60 * (minute + 1))))
            }
            return summary
        }
    }

    @Test("of hundreds of series the few that matter are chosen, the better of two that say the same")
    func chosen() {
        let names = [
            "cpu.usage_idle{cpu=cpu0}", "disk.used_percent{path=/}", "disk.used_percent{path=/data}",
            "temp.temp{sensor=acpi}", "temp.temp{sensor=cpu_thermal}", "battery", "files.files_to_upload",
            "files.total_files",
        ]
        let series =
            names.map { Series(.metric, $0) } + (1...4).map { Series(.port, "port.\($0).frames") }
            + [Series(.contact, "http")]
        let chosen = ChartedSeries.chosen(from: Self.overviews(series))
        #expect(
            chosen.map(\.series.name) == [
                "temp.temp{sensor=cpu_thermal}", "battery", "disk.used_percent{path=/data}", "files.files_to_upload",
                "port.1.frames", "port.2.frames", "http",
            ])
        #expect(chosen.first?.unit == "°C")
        #expect(ChartedSeries.chosen(from: []).isEmpty)
    }

    @Test("a counter is drawn by its growth, also where it began anew")
    func growth() {
        let charted = ChartedSeries(title: "", unit: "", measure: .growth, series: Series(.port, "port.1.frames"))
        let values = charted.values(of: Self.hours([[10], [25, 30], [5], [5]]))
        #expect(values.map(\.value) == [20, 5, 0])
        let counted = ChartedSeries(title: "", unit: "", measure: .count, series: Series(.contact, "http"))
        #expect(counted.values(of: Self.hours([[1], [1, 1]])).map(\.value) == [1, 2])
    }

    @Test("a chart joins what lies side by side, leaves gaps, and stays within its frame")
    func chart() {
        let points = [0, 0.01, 0.02, 0.5, 0.9, 0.91].map {
            Chart.Point(x: $0, minimum: 10 - $0, value: 10, maximum: 10 + $0)
        }
        let html = Chart(points: points, gap: 0.04, label: "m").html.description
        #expect(html.ranges(of: "<polyline").count == 2)
        #expect(html.ranges(of: "<circle").count == 1)
        #expect(html.contains("role=\"img\" aria-labelledby=\"m\""))
        #expect(["nan", "inf", "\"-", ",-", " -"].allSatisfy { !html.contains($0) })
        // What never changes lies in the middle.
        let flat = Chart(points: [.init(x: 0, minimum: 5, value: 5, maximum: 5)], gap: 0.04, label: "m").html
            .description
        #expect(flat.contains("cy=\"40.0\""))
    }

    @Test("each chart says the same in words, and leads to its table; names from receivers are escaped")
    func words() throws {
        let serial = try #require(Serial("SG-F28CRPI33503"))
        let name = "temp.temp{x=<b>/&}"
        let charted = ChartedSeries(title: "Temperature", unit: "°C", measure: .mean, series: Series(.metric, name))
        let start = Self.noon.advanced(by: .seconds(-86_400))
        let section = MeasurementsSection(
            serial: serial,
            entries: [
                .init(
                    charted: charted, values: charted.values(of: Self.hours([[35, 45], [61.25]], from: start)),
                    latest: 47,
                    latestAt: Self.noon)
            ], count: 12, now: Self.noon)
        let html = section.html.description
        #expect(html.contains("35 to 61.25 °C, mean 50.63; last 47, "))
        #expect(html.contains("Since <time"))
        #expect(html.contains("All 12 measurements"))
        #expect(
            html.contains(
                "/receivers/SG-F28CRPI33503/series/temp.temp%7Bx%3D%3Cb%3E%2F%26%7D?class=metric"))
        #expect(!html.contains("<b>") && html.contains("temp.temp{x=&lt;b&gt;/&amp;}"))
    }

    @Test(
        "numbers have as many decimals as matter",
        arguments: [
            (0.0, "0"), (12.444, "12.44"), (123.44, "123.4"), (3.14159, "3.14"), (48_211.4, "48211"),
            (0.0350001, "0.035"), (-7.5, "-7.5"),
            (1e20, "1e+20"),
        ])
    func readings(value: Double, text: String) { #expect(Readings.text(value) == text) }
}
