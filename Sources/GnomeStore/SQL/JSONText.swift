// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A value that is kept as its JSON text, with its fields in the order of their names.
struct JSONText<Value: Codable & Sendable>: SQLColumn {
    let value: Value
    init(_ value: Value) { self.value = value }

    var sql: SQLValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only numbers that JSON has no form for can't be encoded, and those are refused before.
        return .text((try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null")
    }

    init?(sql: SQLValue) {
        guard case .text(let json) = sql,
            let value = try? JSONDecoder().decode(Value.self, from: Data(json.utf8))
        else { return nil }
        self.value = value
    }
}
