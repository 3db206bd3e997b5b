// SPDX-License-Identifier: Apache-2.0

/// Finds what somebody who mistyped a word may have meant.
enum Suggestion {
    /// The known words within three edits, nearest first; none that would have to be replaced as a whole.
    static func candidates(for text: String, among known: [String]) -> [String] {
        known
            .map { (word: $0, distance: distance(text, $0)) }
            .filter { $0.distance < 4 && $0.distance < letters(in: $0.word) }
            .sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
            .map(\.word)
    }

    /// A sentence with the nearest word, with a blank before it; empty where nothing is near.
    static func sentence(for text: String, among known: [String]) -> String {
        candidates(for: text, among: known).first.map { " Did you mean '\($0)'?" } ?? ""
    }

    private static func letters(in word: String) -> Int { word.drop { $0 == "-" }.count }

    /// How many characters must be added, removed or replaced to make one text of the other (Levenshtein).
    static func distance(_ one: String, _ other: String) -> Int {
        let columns = Array(other)
        var row = Array(0...columns.count)
        for (index, character) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in columns.indices {
                let replaced = diagonal + (columns[column] == character ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[columns.count]
    }
}
