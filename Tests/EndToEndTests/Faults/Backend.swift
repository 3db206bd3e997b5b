// SPDX-License-Identifier: Apache-2.0

import GnomeStore
import TestSupport

/// A kind of database under a store.
enum Backend: String, CaseIterable, CustomStringConvertible {
    case sqlite, postgreSQL

    /// Those that can be tried here.
    static var available: [Backend] { allCases.filter { $0 == .sqlite || TestDatabase.isThere } }

    var description: String { rawValue }

    /// Lends a path or URL where there is no store yet, and removes what was made there.
    func withPlace(_ body: (String) async throws -> Void) async throws {
        switch self {
        case .sqlite: try await withTemporaryFolder { try await body($0 + "/gnome.db") }
        case .postgreSQL: try await TestDatabase.withSchema(body)
        }
    }

    /// Opens the store at a path or URL.
    static func open(_ place: String) async throws -> SQLStore {
        if PostgreSQLSettings.isURL(place) {
            try await SQLStore.postgreSQL(PostgreSQLSettings(url: place))
        } else {
            try await SQLStore.sqlite(at: place)
        }
    }
}
