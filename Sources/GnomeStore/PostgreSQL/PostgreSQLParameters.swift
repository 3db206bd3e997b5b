// SPDX-License-Identifier: Apache-2.0

/// The parameters of one run as libpq wants them: bytes end to end, and where each begins.
struct PostgreSQLParameters {
    /// What lies where; nothing for NULL.
    private(set) var places: [(start: Int, count: Int, isBinary: Bool)?] = []
    private(set) var bytes: [UInt8] = []

    /// Takes no parameters.
    mutating func clear() {
        // In the memory of the last run.
        bytes.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    /// Takes the parameters of the next run.
    ///
    /// Numbers and text go as text, which suits a parameter of any type; bytes go as they are.
    mutating func replace(with values: [SQLValue]) {
        clear()
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                places.append(nil)
                continue
            case .integer(let integer): bytes.append(contentsOf: String(integer).utf8)
            // The shortest text that is read as this number and no other.
            case .real(let number): bytes.append(contentsOf: number.description.utf8)
            case .text(let text): PostgreSQLText.append(text, to: &bytes)
            case .bytes(let content): bytes += content
            }
            let isBinary = if case .bytes = value { true } else { false }
            places.append((start, bytes.count - start, isBinary))
            bytes.append(0)  // A text ends with it.
        }
    }

    /// Takes many rows of parameters for one run: an array of each parameter, in its binary form.
    ///
    /// - Parameters:
    ///   - rows: The rows, whose values are of the types.
    ///   - types: The types of the parameters.
    mutating func replace(withArraysOf rows: ArraySlice<[SQLValue]>, types: [PostgreSQLType]) {
        clear()
        for (column, type) in types.enumerated() {
            let start = bytes.count
            // One dimension, that may hold NULL, of this type, of so many elements from number 1 on.
            for word in [1, 1, type.rawValue, UInt32(rows.count), 1] { bytes.append(word: word) }
            for row in rows { bytes.append(element: row[column]) }
            places.append((start, bytes.count - start, true))
        }
    }
}
