// SPDX-License-Identifier: Apache-2.0

extension StoreError {
    /// The error for what PostgreSQL says.
    ///
    /// - Parameters:
    ///   - state: The five letters of its SQLSTATE; nothing where the connection was lost.
    ///   - text: What it says about it; never the values of parameters.
    ///   - statement: What was being done.
    init(postgreSQL state: String?, saying text: String, in statement: StaticString) {
        let (code, message) = Self.meaning(of: state)
        let said = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "nothing"
        self.init(code, message, detail: "PostgreSQL \(state ?? "connection"): \(said); in \(statement)")
    }

    /// What a state means.
    ///
    /// The states are listed at https://www.postgresql.org/docs/15/errcodes-appendix.html
    private static func meaning(of state: String?) -> (Code, String) {
        guard let state else { return (.unavailable, "The connection to the database was lost.") }
        switch state {
        case "23505": return (.conflict, "It is there already.")
        case "25006": return (.unavailable, "The database can be read, but not written: it is a standby.")
        case "40001", "40P01", "55P03", "57014": return (.busy, "The database is busy.")
        case "53100": return (.unavailable, "The disk is full: nothing can be stored until there is room again.")
        case "53300": return (.unavailable, "The database takes no more connections: raise its max_connections.")
        case "58030", "58P01": return (.unavailable, "The disk failed while the database was read or written.")
        case "42501", "42P01", "3F000":
            return (.unavailable, "The tables are not there, or this user may not use them: look at who owns them.")
        case "XX001", "XX002": return (.corrupt, "The database is damaged. Restore it from a backup.")
        default: break
        }
        switch state.prefix(2) {
        case "08", "57": return (.unavailable, "The database is away, starting or shutting down.")
        case "58", "55", "25", "XX": return (.unavailable, "The database can't do this now; its log says why.")
        case "53": return (.unavailable, "The database has run out of a resource.")
        case "28", "3D":
            return (.unavailable, "The database refuses the log-in: look at the user, the password and the database.")
        default: return (.defect, "The database refused a statement: a defect of this program.")
        }
    }

    /// Whether a state means that the connection must be made anew, although it still stands: what it has prepared no longer
    /// fits the tables (0A000, 26000), or it leads to a server that may not write (25006).
    static func spoilsConnection(_ state: String?) -> Bool { ["0A000", "26000", "25006"].contains(state) }
}
