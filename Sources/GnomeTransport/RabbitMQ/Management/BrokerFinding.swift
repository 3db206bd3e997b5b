// SPDX-License-Identifier: Apache-2.0

/// Something at a broker that is not as it ought to be.
public struct BrokerFinding: Sendable, Hashable, Codable {
    /// What kind of thing it is, for scripts.
    @nonexhaustive
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// An exchange, queue, binding, user or permission is not there.
        case missing
        /// It is there and differs.
        case different
        /// A receiver's account that the server does not know of, or a queue or permission beyond what is due.
        case stray
        /// Somebody may send to a topic exchange with any routing key.
        case unguarded
        /// A user may speak for others.
        case impersonator
        /// A node or a queue is down.
        case down
        /// A node is short of memory or disk, and takes no messages.
        case alarm
        /// Messages were set aside.
        case deadLetters = "dead-letters"
    }

    /// How bad it is.
    public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
        /// Something does not work, or is open that must be closed.
        case error
        /// Somebody should look at it.
        case warning
    }

    /// What kind of thing it is.
    public var kind: Kind
    /// How bad it is.
    public var severity: Severity
    /// What it is about: `queue gnome.ingest`.
    public var subject: String
    /// What was found.
    public var message: String
    /// What to do.
    public var remedy: String

    init(_ kind: Kind, _ subject: String, _ message: String, severity: Severity = .error, remedy: String) {
        self.kind = kind
        self.severity = severity
        self.subject = subject
        self.message = message
        self.remedy = remedy
    }
}
