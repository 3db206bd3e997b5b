// SPDX-License-Identifier: Apache-2.0

/// Who changes something, and from where: what the audit keeps beside every change.
public struct Author: Sendable, Hashable {
    /// Who: `ann`, `ann by token 7`, `server`, `nobody`.
    public var name: String
    /// From where: an address, or `console` for somebody at the machine itself.
    public var source: String

    /// An author of these parts.
    public init(name: String, source: String) {
        self.name = name
        self.source = source
    }

    /// The server itself, by its own jobs.
    public static let server = Author(name: "server", source: "console")

    /// An entry of the audit for one change of theirs.
    ///
    /// - Parameters:
    ///   - action: The name of the operation.
    ///   - subject: To what: `receiver SG-F28CRPI33503`, `person bob`.
    ///   - before: What it was, as JSON text without secrets.
    ///   - after: What it is now, as JSON text without secrets.
    ///   - moment: When.
    public func entry(
        _ action: String, _ subject: String, before: String? = nil, after: String? = nil, at moment: Timestamp
    ) -> AuditEntry {
        AuditEntry(
            at: moment, actor: name, source: source, action: action, subject: subject, before: before, after: after)
    }
}
