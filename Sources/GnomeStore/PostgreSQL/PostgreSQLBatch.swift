// SPDX-License-Identifier: Apache-2.0

/// A statement written anew so that one run of it does what a run for each row of parameters does.
///
/// Each parameter becomes an array, and the statement is run over their elements. A run costs the server as much as a row
/// does, so that this nearly halves what many rows cost.
struct PostgreSQLBatch: Equatable {
    /// How a row that it brings tells which row of parameters brought it.
    enum Origin: Equatable {
        /// Its last column says the number of that row, from 1 on.
        case number
        /// Its last columns are these parameters of that row; rows come in the order of their parameters, without those
        /// that were there before.
        case parameters([Int])
    }

    /// How many rows make it worth while, and how many are sent at once: the server works on them while more are written.
    static let rows = 8...250
    /// How many rows are copied by one statement.
    static let rowsOfCopy = 5000
    /// How many bytes are sent at once, about; of rows so large that few are, each is sent by itself.
    static let bytes = 4 << 20

    let text: String
    /// What copies rows into the table, where the statement inserts its parameters as they are and brings nothing: that costs the
    /// server a third less.
    let copy: String?
    let origin: Origin
    /// The types of its parameters, of which it takes arrays.
    let types: [PostgreSQLType]
    /// The parameters, from 0 on, of which no two rows may have the same: one statement changes no row twice.
    private let distinct: [Int]

    /// The statement written anew; nothing where that is not known to do the same.
    ///
    /// - Parameters:
    ///   - sql: `INSERT INTO … VALUES (…) …` or `SELECT …` without an order.
    ///   - types: The types of its parameters.
    init?(_ sql: String, types: [PostgreSQLType]) {
        guard !types.isEmpty else { return nil }
        self.types = types
        let arrays = types.enumerated().map { "$\($0 + 1)::\($1.array)" }.joined(separator: ", ")
        let names = types.indices.map { "p\($0 + 1)" }.joined(separator: ", ")
        if let insert = Insert(sql) {
            guard let keys = insert.keys else { return nil }
            text = """
                \(insert.head)SELECT \(Self.given(insert.values.joined(separator: ", "))) \
                FROM unnest(\(arrays)) AS given (\(names))\(insert.tail)
                """
            origin = .parameters(insert.bringsRows ? keys : [])
            distinct = insert.changesRows ? keys : []
            copy =
                insert.tail.isEmpty && insert.values == types.indices.map { "$\($0 + 1)" }
                ? "COPY \(insert.head.dropFirst("INSERT INTO ".count))FROM STDIN (FORMAT binary)" : nil
        } else {
            guard sql.hasPrefix("SELECT "), !sql.contains("ORDER BY") else { return nil }
            text = """
                SELECT answer.*, given.place FROM unnest(\(arrays)) WITH ORDINALITY AS given (\(names), place), \
                LATERAL (\(Self.given(sql))) AS answer ORDER BY given.place
                """
            origin = .number
            distinct = []
            copy = nil
        }
    }

    /// Whether it is worth while for rows of parameters, and does the same.
    func suits(_ rows: [[SQLValue]]) -> Bool {
        guard rows.count >= Self.rows.lowerBound,
            rows.allSatisfy({ row in
                zip(types, row).allSatisfy { $0.fits($1) } && Self.size(of: row) <= Self.bytes / Self.rows.lowerBound
            })
        else { return false }
        return distinct.isEmpty || Set(rows.map { row in distinct.map { row[$0] } }).count == rows.count
    }

    /// The parts of rows that are sent at once, one behind the other, none with too many rows or bytes.
    static func parts(of rows: [[SQLValue]]) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, bytes) = (0, 0)
        for (index, row) in rows.enumerated() {
            let size = size(of: row)
            if index - start == Self.rows.upperBound || (index > start && bytes + size > Self.bytes) {
                parts.append(start..<index)
                (start, bytes) = (index, 0)
            }
            bytes += size
        }
        return start < rows.count ? parts + [start..<rows.count] : parts
    }

    /// How many bytes a row takes, about.
    private static func size(of row: [SQLValue]) -> Int {
        row.reduce(0) { size, value in
            switch value {
            case .text(let text): size + text.utf8.count
            case .bytes(let bytes): size + bytes.count
            case .null, .integer, .real: size + 8
            }
        }
    }

    /// Takes what tells the origin away from a row that was brought, and says which row of parameters brought it.
    ///
    /// - Parameters:
    ///   - values: The row.
    ///   - rows: All rows of parameters.
    ///   - start: Where those begin that were sent with this run.
    ///   - first: Where those begin that brought no row so far, of a statement that inserts.
    func takePlace(
        from values: inout [SQLValue], among rows: [[SQLValue]], after start: Int, notBefore first: Int
    ) throws(StoreError) -> Int {
        switch origin {
        case .number:
            if case .integer(let number)? = values.popLast() { return start + Int(number) - 1 }
        case .parameters(let keys):
            let key = values.suffix(keys.count)
            values.removeLast(keys.count)
            // Nearly always the first.
            for place in first..<rows.count
            where keys.indices.allSatisfy({ rows[place][keys[$0]].isIdentical(to: key[key.startIndex + $0]) }) {
                return place
            }
        }
        throw StoreError(.defect, "The database brought a row that was not asked for.", detail: text)
    }

    /// The text with the columns of the arrays for parameters.
    private static func given(_ text: String) -> String { text.replacing("$", with: "given.p") }
}

/// The parts of a statement that inserts one row.
private struct Insert {
    /// All before the values.
    let head: String
    /// The values, one for each column.
    let values: [String]
    /// All behind the values; it brings the columns of the key as well, where it brings anything.
    let tail: String
    /// The parameters, from 0 on, that are the columns of the key whose conflicts are allowed for; none where there is no
    /// such key, nothing where a column of it is no parameter and that matters.
    let keys: [Int]?
    /// Whether it brings a row for each that it inserts or changes.
    let bringsRows: Bool
    /// Whether it changes a row that is there.
    let changesRows: Bool

    init?(_ sql: String) {
        guard sql.hasPrefix("INSERT INTO "), let opening = sql.firstRange(of: "VALUES ("),
            let closing = Self.closing(of: sql[opening.upperBound...])
        else { return nil }
        head = String(sql[..<opening.lowerBound])
        values = Self.list(sql[opening.upperBound..<closing])
        let tail = String(sql[sql.index(after: closing)...])
        guard !tail.contains("$") else { return nil }
        bringsRows = tail.contains("RETURNING ")
        changesRows = tail.contains("DO UPDATE")
        guard bringsRows || changesRows, let conflict = tail.firstRange(of: "ON CONFLICT ("),
            let end = tail[conflict.upperBound...].firstIndex(of: ")"), let start = head.firstIndex(of: "("),
            let stop = head.lastIndex(of: ")")
        else {
            (self.tail, keys) = (tail, [])
            return
        }
        let columns = Self.list(head[head.index(after: start)..<stop])
        let key = Self.list(tail[conflict.upperBound..<end])
        self.tail = bringsRows ? tail + ", " + key.joined(separator: ", ") : tail
        let parameters = key.compactMap { [values] column in
            columns.firstIndex(of: column).flatMap { Int(values[$0].dropFirst()) }.map { $0 - 1 }
        }
        keys = parameters.count == key.count ? parameters : nil
    }

    /// Where the bracket closes that was opened before a text.
    private static func closing(of text: Substring) -> String.Index? {
        var depth = 1
        return text.indices.first { index in
            switch text[index] {
            case "(": depth += 1
            case ")": depth -= 1
            default: break
            }
            return depth == 0
        }
    }

    /// The elements of a list, whose own lists in brackets stay whole.
    private static func list(_ text: Substring) -> [String] {
        var depth = 0
        return text.split { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return character == "," && depth == 0
        }
        .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }
}
