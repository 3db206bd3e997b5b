// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService

/// The command `files inspect`.
enum FilesInspect {
    private static let paths = Parameter.arguments(
        "path", .path, help: "A data file, or a folder of them at any depth.")

    static let command = Command(
        "inspect", abstract: "Count what is in data files, without a server.",
        discussion: """
            Reads files as receivers write them, packed or not, and changes nothing. Lines are counted by their first \
            letter: p pulses, n pulses outside bursts, T tag hits, C clock, G GPS, S settings, F filter; “other” is known and \
            no data, “unknown” and “bad” can't be read. CLOCK is the letter in the name: P was not set, Z is right to 1 s, \
            T to 1 µs. Ends with 1 where a path can't be read; the others are counted all the same.
            """,
        parameters: [paths.declaration] + OutputFormat.parameters
    ) { invocation in
        let walk = DataFileWalk(invocation[paths])
        var unreadable = walk.unreadable
        var rows: [InspectionRow] = []
        var total = DetectionCensus()
        for (index, path) in walk.files.enumerated() {
            invocation.output.progress("Reading \(index + 1) of \(walk.files.count)")
            guard let data = try? Data(contentsOf: URL(filePath: path)) else {
                unreadable.append(path)
                continue
            }
            let inspection = FileInspection(baseName: URL(filePath: path).lastPathComponent, bytes: Array(data))
            rows.append(InspectionRow(path: path, inspection))
            total = total + inspection.census
        }
        invocation.output.progress("")
        let sum = InspectionRow(
            total: total, files: rows.count, storedBytes: rows.reduce(0) { $0 + $1.storedBytes })
        let report = InspectionReport(files: rows, total: sum, skipped: walk.junk, unreadable: unreadable)
        try invocation.print(Rendering(report, identifiers: rows.map(\.path), view: report.view))
        guard unreadable.isEmpty else {
            throw CommandError(
                .failure, "Can't read \(unreadable.joined(separator: ", ")).",
                hint: "Check the path and its permissions.")
        }
    }
}

/// The census of one file, or of all, for machines and for people.
struct InspectionRow: Encodable {
    let path: String
    @Nullable var serial: Serial?
    @Nullable var stream: String?
    @Nullable var clock: String?
    let storedBytes: Int
    let bytes: Int
    let lines: [String: Int]
    let dataLines: Int
    let badLines: Int
    @Nullable var first: Timestamp?
    @Nullable var last: Timestamp?
    let stepsBack: Int
    let remarks: [FileInspection.Remark]

    init(path: String, _ inspection: FileInspection) {
        let name = inspection.name
        self.init(
            path, name, inspection.census, storedBytes: inspection.storedBytes, remarks: inspection.remarks)
    }

    init(total: DetectionCensus, files: Int, storedBytes: Int) {
        self.init("\(files) files", nil, total, storedBytes: storedBytes, remarks: [])
    }

    private init(
        _ path: String, _ name: DataFileName?, _ census: DetectionCensus, storedBytes: Int,
        remarks: [FileInspection.Remark]
    ) {
        self.path = path
        serial = name?.serial
        stream = name.map { "\($0.stream)" }
        clock = name.map { String($0.clockCode) }
        self.storedBytes = storedBytes
        bytes = census.bytes
        lines = Dictionary(
            uniqueKeysWithValues: DetectionLine.Kind.allCases.filter { census[$0] > 0 }.map {
                ($0.rawValue, census[$0])
            })
        dataLines = census.dataLines
        badLines = census[.bad] + census[.unknown]
        first = census.earliest
        last = census.latest
        stepsBack = census.stepsBack
        self.remarks = remarks
    }

    /// The line counts as people read them: `C2 G1 S6 p16`.
    var lineText: String {
        let letters: [(String, DetectionLine.Kind)] = [
            ("C", .clock), ("G", .fix), ("S", .setting), ("F", .filter), ("p", .pulse), ("n", .unusedPulse),
            ("T", .tag),
            ("marker ", .fileMarker), ("other ", .foreign), ("empty ", .empty), ("unknown ", .unknown), ("bad ", .bad),
            ("cut ", .cut),
        ]
        let counts = letters.compactMap { letter, kind in lines[kind.rawValue].map { "\(letter)\($0)" } }
        return counts.isEmpty ? "(empty)" : counts.joined(separator: " ")
    }

    var cells: [Table.Cell] {
        [
            Table.Cell(path), Table.Cell(clock), Table.Cell(storedBytes), Table.Cell(bytes), Table.Cell(lineText),
            Table.Cell(badLines), Table.Cell(first.map { "\($0)" }), Table.Cell(last.map { "\($0)" }),
            Table.Cell(remarks.map(\.rawValue).joined(separator: ", ")),
        ]
    }
}

/// The censuses of all files.
struct InspectionReport: Encodable {
    let files: [InspectionRow]
    let total: InspectionRow
    /// How many files were passed over as left behind by an operating system.
    let skipped: Int
    let unreadable: [String]

    /// What people see: the folder that all files share is said once.
    var view: [Block] {
        guard !files.isEmpty else { return [.text("No data files are there.")] }
        let header = ["FILE", "CLOCK", "STORED", "BYTES", "LINES", "BAD", "FIRST", "LAST", "REMARKS"]
        let folders = Set(files.map { $0.path.prefix(upTo: $0.path.lastIndex(of: "/") ?? $0.path.startIndex) })
        guard let folder = folders.first, folders.count == 1, !folder.isEmpty else {
            return [.table(Table(header: header, rows: (files + [total]).map(\.cells))), .text(skippedText)]
        }
        let rows = files.map { row in
            [Table.Cell(String(row.path.dropFirst(folder.count + 1)))] + row.cells.dropFirst()
        }
        return [
            .text("\(folder):"), .table(Table(header: header, rows: rows + [total.cells])), .text(skippedText),
        ]
    }

    private var skippedText: String {
        skipped == 0 ? "" : "Passed over \(skipped) files that an operating system left."
    }
}
