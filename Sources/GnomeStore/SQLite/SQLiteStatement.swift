// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps a prepared statement of SQLite.

import CSQLite

/// A prepared statement, which finalises itself.
@safe
struct SQLiteStatement: ~Copyable {
    private let pointer: OpaquePointer
    /// The names of its columns.
    private let columns: [String]
    /// Which of `$1`, `$2`… each of its parameters is: SQLite takes these for names, and numbers them as they appear.
    private let parameterNumbers: [Int]
    private let text: StaticString
    /// Whether what it brings is the number of the row that it inserted, which SQLite knows without being asked.
    private let bringsNumber: Bool

    /// What an insert ends with that brings the number of its row.
    private static let bringingNumber: StaticString = "RETURNING id"

    /// Prepares a statement for many runs.
    init(_ text: StaticString, on handle: borrowing SQLiteHandle) throws(StoreError) {
        bringsNumber = Self.bringsNumber(text)
        // SQLite makes a table anew, each time, for what `RETURNING` brings: that costs as much as a small insert.
        let unread = bringsNumber ? Self.bringingNumber.utf8CodeUnitCount : 0
        var prepared: OpaquePointer?
        let code = text.withUTF8Buffer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { text in
                unsafe sqlite3_prepare_v3(
                    handle.pointer, text.baseAddress, CInt(text.count - unread), UInt32(SQLITE_PREPARE_PERSISTENT),
                    &prepared, nil)
            }
        }
        guard code == SQLITE_OK else { throw handle.failure(in: text) }
        guard let prepared = unsafe prepared else {
            throw StoreError(.defect, "A statement of this program is empty.")
        }
        unsafe pointer = prepared
        self.text = text
        columns = unsafe (0..<sqlite3_column_count(prepared)).map { index in
            unsafe sqlite3_column_name(prepared, index).map { unsafe String(cString: $0) } ?? ""
        }
        parameterNumbers = unsafe (0..<sqlite3_bind_parameter_count(prepared)).map { index in
            let name = unsafe sqlite3_bind_parameter_name(prepared, index + 1).map { unsafe String(cString: $0) }
            return name.flatMap { Int($0.dropFirst()) } ?? 0
        }
    }

    deinit { unsafe sqlite3_finalize(pointer) }

    /// Runs the statement once, from its beginning to its end.
    func run(
        _ parameters: [SQLValue], on handle: borrowing SQLiteHandle,
        each: (inout SQLRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        // Also after an error: a statement that is not reset keeps its transaction from ending, and one that keeps its
        // parameters keeps the memory of a large body.
        defer {
            unsafe sqlite3_reset(pointer)
            unsafe sqlite3_clear_bindings(pointer)
        }
        for (index, number) in parameterNumbers.enumerated() {
            guard parameters.indices.contains(number - 1) else {
                throw StoreError(.defect, "A statement of this program lacks a parameter.", detail: "\(text)")
            }
            guard bind(parameters[number - 1], at: CInt(index + 1)) == SQLITE_OK else { throw handle.failure(in: text) }
        }
        while true {
            switch unsafe sqlite3_step(pointer) {
            case SQLITE_ROW:
                var values: [SQLValue] = []
                values.reserveCapacity(columns.count)
                for index in columns.indices { values.append(try value(at: CInt(index))) }
                var row = SQLRow(values, columns: columns, of: text)
                try each(&row)
            case SQLITE_DONE:
                guard bringsNumber, unsafe sqlite3_changes(handle.pointer) > 0 else { return }
                var row = SQLRow(
                    [unsafe .integer(sqlite3_last_insert_rowid(handle.pointer))], columns: ["id"], of: text)
                return try each(&row)
            default: throw handle.failure(in: text)
            }
        }
    }

    /// Whether a statement only inserts, and brings the number of the row.
    private static func bringsNumber(_ text: StaticString) -> Bool {
        let words = text.description
        return words.hasPrefix("INSERT INTO ") && words.hasSuffix(bringingNumber.description)
            && !words.contains("DO UPDATE") && !words.contains("SELECT ")
    }

    private func bind(_ value: SQLValue, at index: CInt) -> CInt {
        switch value {
        case .null: return unsafe sqlite3_bind_null(pointer, index)
        case .integer(let integer): return unsafe sqlite3_bind_int64(pointer, index, integer)
        case .real(let number): return unsafe sqlite3_bind_double(pointer, index, number)
        case .text(var text):
            return text.withUTF8 { utf8 in
                unsafe utf8.withMemoryRebound(to: CChar.self) { text in
                    unsafe gnome_sqlite_bind_text(pointer, index, text.baseAddress, CInt(text.count))
                }
            }
        case .bytes(let bytes):
            return unsafe bytes.withUnsafeBytes { bytes in
                unsafe gnome_sqlite_bind_blob(pointer, index, bytes.baseAddress, CInt(bytes.count))
            }
        }
    }

    private func value(at index: CInt) throws(StoreError) -> SQLValue {
        switch unsafe sqlite3_column_type(pointer, index) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return unsafe .integer(sqlite3_column_int64(pointer, index))
        case SQLITE_FLOAT: return unsafe .real(sqlite3_column_double(pointer, index))
        case SQLITE_TEXT:
            // The bytes are asked for first: asking for their count may move them.
            let start = unsafe sqlite3_column_text(pointer, index)
            let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, index)))
            guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
                throw StoreError(
                    .corrupt, "The database holds text that is none.", detail: "column \(index + 1); in \(self.text)")
            }
            return .text(text)
        case SQLITE_BLOB:
            let start = unsafe sqlite3_column_blob(pointer, index)
            let count = unsafe Int(sqlite3_column_bytes(pointer, index))
            return unsafe .bytes([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
            throw StoreError(
                .corrupt, "The database holds something that this program never writes.",
                detail: "column \(index + 1); in \(text)")
        }
    }
}
