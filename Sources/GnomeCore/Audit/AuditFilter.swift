// SPDX-License-Identifier: Apache-2.0

/// Which records of the audit are meant; what is not said lets all through.
public struct AuditFilter: Sendable, Hashable {
    /// Who made the change.
    public var actor: String?
    /// What was done.
    public var action: String?
    /// To what.
    public var subject: String?

    /// A filter of these parts.
    public init(actor: String? = nil, action: String? = nil, subject: String? = nil) {
        self.actor = actor
        self.action = action
        self.subject = subject
    }

    /// All records.
    public static let all = AuditFilter()
}
