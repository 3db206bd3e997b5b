// SPDX-License-Identifier: Apache-2.0

/// One change that somebody made: who, what, before and after, from where.
public struct AuditEntry: Sendable, Hashable {
    /// When.
    public var at: Timestamp
    /// Who: `person 3 ann`, `token 7 of person 3 ann`, `server`, `nobody`.
    public var actor: String
    /// From where: an address, or `console`.
    public var source: String
    /// What was done: the name of the operation.
    public var action: String
    /// To what: `receiver SG-F28CRPI33503`, `person 4 bob`.
    public var subject: String
    /// What it was before, as JSON text without secrets; nothing for what is new.
    public var before: String?
    /// What it is after, as JSON text without secrets; nothing for what is gone.
    public var after: String?

    /// An entry of these parts.
    public init(
        at: Timestamp, actor: String, source: String, action: String, subject: String, before: String? = nil,
        after: String? = nil
    ) {
        self.at = at
        self.actor = actor
        self.source = source
        self.action = action
        self.subject = subject
        self.before = before
        self.after = after
    }

    /// The bytes whose hash binds an entry to its place: the link before it, its number, and each part behind its length.
    ///
    /// Lengths in front leave no two entries with the same bytes, whatever stands in them.
    ///
    /// - Parameters:
    ///   - number: The entry's number, from 1 without a hole.
    ///   - previous: The link of the entry before it: 32 bytes, zeros for the first.
    public func linkMaterial(number: Int64, after previous: [UInt8]) -> [UInt8] {
        let parts = [String(number), String(at.microseconds), actor, source, action, subject, before, after]
        return parts.reduce(into: Array("gnome audit 1\n".utf8) + previous) { bytes, part in
            bytes += Array("\(part.map { String($0.utf8.count) } ?? "-"):".utf8) + Array((part ?? "").utf8)
        }
    }
}
