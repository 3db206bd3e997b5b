// SPDX-License-Identifier: Apache-2.0

/// Which records of the audit are meant; what is not said lets all through.
public struct AuditFilter: Sendable, Hashable {
    /// Who made the change.
    public var actor: String?
    /// What was done.
    public var action: String?
    /// To what.
    public var subject: String?
    /// It was done then or later.
    public var since: Timestamp?
    /// It was done before then.
    public var until: Timestamp?

    /// A filter of these parts.
    public init(
        actor: String? = nil, action: String? = nil, subject: String? = nil, since: Timestamp? = nil,
        until: Timestamp? = nil
    ) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.since = since
        self.until = until
    }

    /// All records.
    public static let all = AuditFilter()
}
