// SPDX-License-Identifier: Apache-2.0

/// Where a store is: a file of SQLite, or a PostgreSQL database.
public enum StoreAddress: Sendable, Hashable, CustomStringConvertible {
    /// The file of an SQLite database.
    case sqlite(SQLiteStoreFile)
    /// A PostgreSQL database.
    case postgreSQL(PostgreSQLSettings)

    /// The address that a text means: a URL that begins with `postgres://` or `postgresql://`, or the path of a file.
    public init(_ text: String) {
        self =
            PostgreSQLSettings.isURL(text)
            ? .postgreSQL(PostgreSQLSettings(url: text)) : .sqlite(SQLiteStoreFile(text))
    }

    /// The address as it may be shown: without a user, a password, or what stands behind the name of the database.
    public var description: String {
        switch self {
        case .sqlite(let file): file.path
        case .postgreSQL(let settings): Self.shown(settings.url)
        }
    }

    private static func shown(_ url: String) -> String {
        let hidden = "postgres://…"
        guard let scheme = url.firstRange(of: "://") else { return hidden }
        let rest = url[scheme.upperBound...]
        let userEnd = rest.lastIndex(of: "@")
        let queryStart = rest.firstIndex(where: { "?#".contains($0) })
        // Which of the two signs belongs to a password can't be told then.
        if let userEnd, let queryStart, queryStart < userEnd { return hidden }
        let start = userEnd.map { rest.index(after: $0) } ?? rest.startIndex
        let place = rest[start..<(queryStart ?? rest.endIndex)]
        return "\(url[..<scheme.lowerBound])://\(place)"
    }
}
