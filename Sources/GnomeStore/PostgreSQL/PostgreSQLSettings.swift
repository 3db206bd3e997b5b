// SPDX-License-Identifier: Apache-2.0

/// How a PostgreSQL database is reached, and how long it is waited for.
public struct PostgreSQLSettings: Sendable, Hashable, CustomStringConvertible {
    /// Where it is: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`, with all that libpq takes in a URL.
    public var url: String
    /// How many connections read at the same time; one more writes.
    public var readers = 4
    /// How long a connection may take to be made.
    public var connectTimeout = Duration.seconds(5)
    /// How long one statement may run.
    public var statementTimeout = Duration.seconds(30)
    /// How long one statement may wait for a lock, be it that of another server's write.
    public var lockTimeout = Duration.seconds(10)
    /// Whether a database that does not flush to disk (`fsync = off`) is taken all the same; for trials only.
    public var allowsUnflushed = false

    /// The database at a URL.
    public init(url: String) { self.url = url }

    /// What it is, and not where: the URL holds a password.
    public var description: String { "a PostgreSQL database" }

    /// Whether a text is the URL of a PostgreSQL database.
    public static func isURL(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }

    /// What libpq is given; what the URL says outweighs what stands before it.
    var parameters: [(keyword: String, value: String)] {
        var parameters = [
            ("connect_timeout", String(max(2, connectTimeout.components.seconds))), ("tcp_user_timeout", "15000"),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "2"),
            ("target_session_attrs", "read-write"), ("application_name", "gnome"),
        ]
        // Who names an authority wants the server checked against it.
        if url.contains("sslrootcert=") { parameters.append(("sslmode", "verify-full")) }
        return parameters + [("dbname", url), ("client_encoding", "UTF8")]
    }

    /// What is set in each session.
    var session: [(name: String, value: String)] {
        func milliseconds(_ duration: Duration) -> String { String(Int(duration / .milliseconds(1))) }
        return [
            ("statement_timeout", milliseconds(statementTimeout)), ("lock_timeout", milliseconds(lockTimeout)),
            ("idle_in_transaction_session_timeout", "60000"), ("synchronous_commit", "on"),
            ("TimeZone", "UTC"),
        ]
    }
}
