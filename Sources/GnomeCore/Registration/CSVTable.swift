// SPDX-License-Identifier: Apache-2.0

/// Rows of comma-separated values as RFC 4180 has them, read strictly: a file that is read in part would be half taken in.
struct CSVTable {
    /// The fields of each row, the first included.
    let rows: [[String]]

    /// Reads a table; nothing where a quote is not closed, or stands in the middle of a field.
    ///
    /// Line ends may be of either kind, a byte order mark before the first field is none of its text, and rows without
    /// anything in them are left out.
    init?(_ text: String) {
        var rows: [[String]] = []
        var (row, field): ([String], [UInt8]) = ([], [])
        var (isQuoted, wasQuoted) = (false, false)
        var bytes = text.utf8[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        func endField() {
            row.append(String(decoding: field, as: UTF8.self))
            field = []
            wasQuoted = false
        }
        func endRow() {
            endField()
            if row != [""] { rows.append(row) }
            row = []
        }
        while let byte = bytes.popFirst() {
            if isQuoted {
                guard byte == UInt8(ascii: "\"") else {
                    field.append(byte)
                    continue
                }
                if bytes.first == byte {
                    field.append(byte)
                    bytes.removeFirst()
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: ","): endField()
            case UInt8(ascii: "\n"): endRow()
            case UInt8(ascii: "\r") where bytes.first == UInt8(ascii: "\n"): break
            case UInt8(ascii: "\"") where field.isEmpty && !wasQuoted: (isQuoted, wasQuoted) = (true, true)
            case _ where wasQuoted, UInt8(ascii: "\""): return nil
            default: field.append(byte)
            }
        }
        guard !isQuoted else { return nil }
        if !row.isEmpty || !field.isEmpty || wasQuoted { endRow() }
        self.rows = rows
    }
}
