// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `receivers series`.
enum ReceiversSeries {
    private static let serial = ReceiversCommand.serial
    private static let name = Parameter.optionalArgument(
        "name", .text, help: "The series, as the list names it; none for the list.")
    private static let kind = Parameter.option(
        "class", value: "class", .text, help: "The class of the series, where several have one of this name.")
    private static let resolution = Parameter.option(
        "resolution", value: "resolution", ValueForm<SeriesDetail>.choice, default: "hour",
        help: "Each observation, or what those of an hour or day come to.")
    private static let from = Parameter.option("from", value: "time", .time, help: "From this time on.")
    private static let to = Parameter.option("to", value: "time", .time, help: "Before this time.")
    private static let csv = Parameter.flag("csv", help: "Print comma-separated values, as --format csv does.")

    static let command = Command(
        "series", abstract: "Show what was measured at a receiver over time.",
        discussion: """
            Without a name it lists what is measured, each with its latest value. With one it shows the newest day of single \
            observations, thirty days of hours or two years of days, unless --from or --to say otherwise. Times are UTC. \
            In CSV a name that a spreadsheet would take for a formula has ' before it; --format json has it as it is.
            """,
        parameters: [
            serial.declaration, name.declaration, kind.declaration, resolution.declaration, from.declaration,
            to.declaration, csv.declaration,
        ] + OutputFormat.listParameters + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.client()
        if let name = invocation[name] {
            try await show(name, with: client, invocation)
        } else {
            try await list(with: client, invocation)
        }
    }

    /// Either way of asking; no identifiers outweigh it.
    private static func isCSV(_ invocation: Invocation) -> Bool {
        invocation[csv] || OutputFormat.chosen(in: invocation) == .csv
    }

    private static func list(with client: GnomeClient, _ invocation: Invocation) async throws(CommandError) {
        let series: [SeriesAnswer] = try await client.all(["receivers", invocation[serial].text, "series"])
        let table = Table(
            header: ["NAME", "CLASS", "LATEST", "AT"],
            rows: series.map {
                [
                    Table.Cell($0.name), Table.Cell($0.class), Table.Cell(reading: $0.latest),
                    Table.Cell(exact: $0.latestAt),
                ]
            })
        if isCSV(invocation) { return try invocation.print(CSVText(table)) }
        try invocation.print(
            Rendering(series, identifiers: series.map(\.name), table: table, empty: "Nothing was measured yet."))
    }

    private static func show(
        _ name: String, with client: GnomeClient, _ invocation: Invocation
    ) async throws(CommandError) {
        let answer = try await collect(name, with: client, invocation)
        let table = Table(
            header: ["AT", "COUNT", "MINIMUM", "MEAN", "MAXIMUM", "LAST"],
            rows: answer.points.map { point in
                [Table.Cell(exact: point.at), Table.Cell(point.count)]
                    + [point.minimum, point.mean, point.maximum, point.last].map { Table.Cell(reading: $0) }
            })
        if isCSV(invocation) { return try invocation.print(CSVText(table)) }
        let line = Sparkline.text(answer.points.map(\.mean), columns: min(60, invocation.columns))
        try invocation.print(
            Rendering(
                answer, identifiers: answer.points.map { "\($0.last)" },
                view: answer.points.isEmpty
                    ? [.text("Nothing was measured in this time.")] : [.text(line), .table(table)]))
    }

    /// All points of the time that is asked for, page after page.
    private static func collect(
        _ name: String, with client: GnomeClient, _ invocation: Invocation
    ) async throws(CommandError) -> SeriesDetailAnswer {
        func page(_ from: Timestamp?, _ to: Timestamp?) async throws(CommandError) -> SeriesDetailAnswer {
            try await client.series(
                name, of: invocation[serial], class: invocation[kind], resolution: invocation[resolution], from: from,
                to: to)
        }
        func points(from: Timestamp, to: Timestamp) async throws(CommandError) -> [SeriesDetailAnswer.Point] {
            var (points, begin) = ([SeriesDetailAnswer.Point](), from)
            while true {
                let answer = try await page(begin, to)
                points += answer.points
                guard let next = answer.next else { return points }
                guard next > begin else {
                    throw CommandError(.failure, "The server's list has no end: its cursor does not move.")
                }
                begin = next
            }
        }
        // Its bounds are said from now on, so that all pages are of the time that the first one was of.
        var whole = try await page(invocation[from], invocation[to])
        if let earlier = whole.earlier {
            whole.points = try await points(from: whole.from, to: earlier) + whole.points
        }
        if let next = whole.next { whole.points += try await points(from: next, to: whole.to) }
        (whole.earlier, whole.next) = (nil, nil)
        return whole
    }
}

extension Table.Cell {
    /// A number of which people see no more than three places, aligned at its end.
    init(reading value: Double) {
        self.init(
            "\(value)", seenAs: Int64(exactly: value).map(String.init) ?? String((value * 1000).rounded() / 1000))
        isNumber = true
    }

    /// A time of which people see the second.
    init(exact time: Timestamp) {
        self.init(time.description, seenAs: time.toTheSecond.description)
    }
}
