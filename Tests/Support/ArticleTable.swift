// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The tables of an article of the documentation, so that what it says is what is tested.
public struct ArticleTable: Sendable {
    /// The rows, without the head; each cell without the marks of code.
    public let rows: [[String]]

    /// Reads the first table after a heading.
    ///
    /// - Parameters:
    ///   - heading: The line of the heading, with its signs.
    ///   - path: The article, from the folder of the package.
    public init(after heading: String, in path: String) throws {
        let text = try String(contentsOfFile: RunningProgram.packageRoot + path, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let table = lines.drop { $0 != heading }.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        rows = table.dropFirst(2).map { line in
            line.dropFirst(2).dropLast(2).components(separatedBy: " | ").map { cell in
                cell.hasPrefix("`") && cell.hasSuffix("`") && !cell.contains("`, `")
                    ? String(cell.dropFirst().dropLast()) : cell
            }
        }
    }
}
