// SPDX-License-Identifier: Apache-2.0

/// A type of parameters, by its number in the catalogue of every PostgreSQL.
enum PostgreSQLType: UInt32 {
    case bytes = 17
    case integer = 20
    case text = 25
    case real = 701

    /// What the type of an array of it is called.
    var array: String {
        switch self {
        case .bytes: "BYTEA[]"
        case .integer: "BIGINT[]"
        case .text: "TEXT[]"
        case .real: "DOUBLE PRECISION[]"
        }
    }

    /// Whether a value is of this type, so that its binary form can be sent for it.
    func fits(_ value: SQLValue) -> Bool {
        switch (value, self) {
        case (.null, _), (.bytes, .bytes), (.integer, .integer), (.text, .text), (.real, .real): true
        default: false
        }
    }
}
