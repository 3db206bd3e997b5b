// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A part of what people get to see.
enum Block: Sendable {
    case table(Table)
    /// Text from outside, shown line by line.
    case text(String)

    fileprivate func text(isColoured: Bool) -> String {
        switch self {
        case .table(let table): table.text(isColoured: isColoured)
        case .text(let text): VisibleText.lines(of: text)
        }
    }
}

/// One result in all its forms: for machines, for people, and as bare identifiers.
struct Rendering<Payload: Encodable> {
    /// What machines get.
    let payload: Payload
    /// What `--quiet` leaves of it.
    let identifiers: [String]
    /// What people get.
    let view: [Block]
    /// What spreadsheets get.
    fileprivate let sheet: Table

    /// A result of these forms; where nothing is said, spreadsheets get the first table of what people get.
    init(_ payload: Payload, identifiers: [String] = [], view: [Block], sheet: Table? = nil) {
        self.payload = payload
        self.identifiers = identifiers
        self.view = view
        self.sheet =
            sheet ?? view.lazy.compactMap { if case .table(let table) = $0 { table } else { nil } }.first ?? Table()
    }

    /// What came of an act, in a sentence for people.
    init(_ payload: Payload, identifiers: [String], sentence: String) {
        self.init(payload, identifiers: identifiers, view: [.text(sentence)])
    }

    /// A list, with what people see below it; where nothing stands in it, they see a sentence.
    init(
        _ payload: Payload, identifiers: [String], table: Table, empty sentence: String, below: [Block] = []
    ) {
        self.init(
            payload, identifiers: identifiers, view: [table.rows.isEmpty ? .text(sentence) : .table(table)] + below,
            sheet: table)
    }
}

extension Invocation {
    /// Prints a result in the form that was asked for.
    ///
    /// - Throws: `CommandError` where standard output can't take it.
    func print(_ rendering: Rendering<some Encodable>) throws(CommandError) {
        try print(rendering, isStream: false)
    }

    /// Prints one result of a stream of them: a line, whatever the form.
    ///
    /// - Throws: `CommandError` where standard output can't take it.
    func printLine(_ rendering: Rendering<some Encodable>) throws(CommandError) {
        try print(rendering, isStream: true)
    }

    private func print(_ rendering: Rendering<some Encodable>, isStream: Bool) throws(CommandError) {
        if self[OutputFormat.quiet] {
            let lines = rendering.identifiers.map(VisibleText.line)
            if !lines.isEmpty { try output.result(lines.joined(separator: "\n")) }
            return
        }
        switch OutputFormat.chosen(in: self) {
        case .json: try output.result(JSONText.of(rendering.payload, isPretty: !isStream))
        case .csv: try print(CSVText(rendering.sheet))
        case .table:
            let isColoured = output.isColoured(environment)
            let parts = rendering.view.map { $0.text(isColoured: isColoured) }.filter { !$0.isEmpty }
            if !parts.isEmpty { try output.result(parts.joined(separator: "\n\n")) }
        }
    }
}

/// Writes JSON for machines and for people.
enum JSONText {
    /// A payload as JSON, with keys in order, so that equal payloads give equal text.
    ///
    /// - Throws: `CommandError` where the payload has no JSON form, a number that is none among them.
    static func of(_ payload: some Encodable, isPretty: Bool = true) throws(CommandError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return VisibleText.json(String(decoding: try encoder.encode(payload), as: UTF8.self))
        } catch {
            throw CommandError(.failure, "The result has no JSON form.")
        }
    }
}
