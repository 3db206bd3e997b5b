// SPDX-License-Identifier: Apache-2.0

/// A value of one column, as every database here has it.
enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    /// A finite number, kept to the last bit but for the sign of zero.
    case real(Double)
    case text(String)
    case bytes([UInt8])

    /// What it is, for errors: never the value itself.
    var kind: String {
        switch self {
        case .null: "nothing"
        case .integer: "a whole number"
        case .real: "a number with a fraction"
        case .text: "text"
        case .bytes: "bytes"
        }
    }

    /// Whether a database keeps both as the same: texts of the same bytes, where `==` takes “é” for “e” with an accent.
    func isIdentical(to other: SQLValue) -> Bool {
        guard case (.text(let text), .text(let otherText)) = (self, other) else { return self == other }
        return text.utf8.elementsEqual(otherText.utf8)
    }
}

/// A type whose values each fit into one column.
protocol SQLColumn: SQLRecord {
    /// The value as the database keeps it.
    var sql: SQLValue { get }
    /// The value that the database kept; nothing where it is none of this type.
    init?(sql: SQLValue)
}

extension SQLColumn {
    /// Reads the next column.
    init(row: inout SQLRow) throws(StoreError) { self = try row.next() }
}

extension Int64: SQLColumn {
    var sql: SQLValue { .integer(self) }
    init?(sql: SQLValue) {
        guard case .integer(let value) = sql else { return nil }
        self = value
    }
}

extension Int: SQLColumn {
    var sql: SQLValue { .integer(Int64(self)) }
    init?(sql: SQLValue) {
        guard let value = Int64(sql: sql) else { return nil }
        self.init(exactly: value)
    }
}

extension Bool: SQLColumn {
    var sql: SQLValue { .integer(self ? 1 : 0) }
    init?(sql: SQLValue) {
        switch sql {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

extension Double: SQLColumn {
    var sql: SQLValue { .real(self) }
    init?(sql: SQLValue) {
        guard case .real(let value) = sql else { return nil }
        self = value
    }
}

extension String: SQLColumn {
    var sql: SQLValue { .text(self) }
    init?(sql: SQLValue) {
        guard case .text(let value) = sql else { return nil }
        self = value
    }
}

extension [UInt8]: SQLRecord {}
extension [UInt8]: SQLColumn {
    var sql: SQLValue { .bytes(self) }
    init?(sql: SQLValue) {
        guard case .bytes(let value) = sql else { return nil }
        self = value
    }
}

extension Optional: SQLRecord where Wrapped: SQLColumn {}
extension Optional: SQLColumn where Wrapped: SQLColumn {
    var sql: SQLValue { self?.sql ?? .null }
    init?(sql: SQLValue) {
        guard sql != .null else {
            self = .none
            return
        }
        guard let value = Wrapped(sql: sql) else { return nil }
        self = value
    }
}

extension SQLColumn where Self: RawRepresentable, RawValue: SQLColumn {
    var sql: SQLValue { rawValue.sql }
    init?(sql: SQLValue) {
        guard let rawValue = RawValue(sql: sql) else { return nil }
        self.init(rawValue: rawValue)
    }
}
