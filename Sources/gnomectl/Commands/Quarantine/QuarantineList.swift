// SPDX-License-Identifier: Apache-2.0

/// The command `quarantine list`.
enum QuarantineList {
    private static let limit = Parameter.option(
        "limit", short: "n", value: "n", .integer(1...10_000), default: "50", help: "At most so many.")

    static let command = Command(
        "list", abstract: "List the newest entries, newest first, and how many wait for which reason.",
        parameters: QuarantineChoice.filterParameters + [limit.declaration] + OutputFormat.listParameters
            + ConnectionSettings.parameters
    ) { invocation in
        let client = try invocation.administratorClient()
        let filter = QuarantineChoice.filter(of: invocation)
        var counts: [String: Int] = [:]
        let entries = try await Paging.collect(limit: invocation[limit]) { cursor, limit throws(CommandError) in
            let page = try await client.quarantine(filter, before: cursor, limit: limit)
            counts = page.counts ?? counts
            return page
        }
        let table = Table(
            header: ["ID", "RECEIVED", "REASON", "SERIAL", "WAY", "ROUTE", "BYTES", "DETAIL"],
            rows: entries.map { entry in
                [
                    Table.Cell(entry.id), Table.Cell(entry.receivedAt), Table.Cell(entry.reason),
                    Table.Cell(entry.serial), Table.Cell(entry.way), Table.Cell(entry.route),
                    Table.Cell(entry.size), Table.Cell(entry.detail),
                ]
            })
        let sums = Table(
            header: ["REASON", "ENTRIES"],
            rows: counts.sorted { $0.key < $1.key }.map { [Table.Cell($0.key), Table.Cell($0.value)] })
        try invocation.print(
            Rendering(
                QuarantineListing(items: entries, counts: counts), identifiers: entries.map { "\($0.id)" },
                table: table, empty: counts.isEmpty ? "The quarantine is empty." : "Nothing of what waits matches.",
                below: counts.isEmpty ? [] : [.table(sums)]))
    }
}
