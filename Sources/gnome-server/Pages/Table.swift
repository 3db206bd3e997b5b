// SPDX-License-Identifier: Apache-2.0

/// A table of things, one a row: a column has a name, and tells what it says of each.
///
/// On a phone a row stands as a list, so every cell carries the name of its column.
struct Table<Row> {
    struct Column {
        /// How what stands in it is set.
        enum Look: String {
            case plain, number
            /// Of any length, and from either side.
            case content
        }

        let name: String
        let look: Look
        /// Whether it names the thing of the row.
        let isHead: Bool
        let says: (Row) -> HTML

        /// The column that names the thing of the row.
        static func head(_ name: String, as look: Look = .plain, says: @escaping (Row) -> HTML) -> Column {
            Column(name: name, look: look, isHead: true, says: says)
        }

        /// A column that says something of the thing.
        static func cell(_ name: String, as look: Look = .plain, says: @escaping (Row) -> HTML) -> Column {
            Column(name: name, look: look, isHead: false, says: says)
        }

        fileprivate var title: HTML { "<th scope=\"col\"\(look == .number ? mark : .empty)>\(name)</th>" }

        fileprivate func cell(of row: Row) -> HTML {
            isHead
                ? "<th scope=\"row\"\(mark)>\(says(row))</th>"
                : "<td data-label=\"\(name)\"\(mark)>\(says(row))</td>"
        }

        private var mark: HTML { look == .plain ? .empty : " class=\"\(look.rawValue)\"" }
    }

    let rows: [Row]
    let columns: [Column]

    init(_ rows: [Row], _ columns: [Column]) {
        self.rows = rows
        self.columns = columns
    }

    var html: HTML {
        """
        <table>
        <thead><tr>\(HTML(columns.map(\.title)))</tr></thead>
        <tbody>
        \(HTML(rows.map { row in "<tr>\(HTML(columns.map { $0.cell(of: row) }))</tr>\n" as HTML }))</tbody>
        </table>
        """
    }
}
