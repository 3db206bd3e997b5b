// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A role of somebody in a project.
struct MembershipAnswer: Codable, Sendable, Equatable {
    let project: Int64
    let role: String
    let isFromMotus: Bool

    /// In words, for a cell.
    var text: String { "\(role) of \(project)" + (isFromMotus ? " by Motus" : "") }
}

/// Who calls, as the API shows it.
struct CallerAnswer: Codable, Sendable, Equatable {
    let author: String
    @Nullable var person: Int64?
    @Nullable var login: String?
    @Nullable var name: String?
    let isAdministrator: Bool
    let roles: [MembershipAnswer]
    @Nullable var scopes: [String]?
}

/// A session that has begun, with the secret that proves it.
struct LoggedInAnswer: Decodable, Sendable {
    let secret: String
    let person: PersonAnswer
}

/// A person as the API shows them.
struct PersonAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let login: String
    let name: String
    let isAdministrator: Bool
    let roles: [MembershipAnswer]
    @Nullable var motusID: Int64?
    @Nullable var disabledAt: Timestamp?
    let createdAt: Timestamp
    let revision: Int64
}

/// A member of a project as the API shows them.
struct MemberAnswer: Codable, Sendable, Equatable {
    let person: Int64
    let login: String
    let name: String
    let role: String
    let isFromMotus: Bool
}

/// A session as the API lists it.
struct SessionAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let begunAt: Timestamp
    let lastUsedAt: Timestamp
    let address: String
    @Nullable var agent: String?
    let isThisOne: Bool
}

/// A token as the API lists it.
struct TokenAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let kind: String
    let label: String
    @Nullable var person: Int64?
    @Nullable var project: Int64?
    @Nullable var station: Int64?
    @Nullable var role: String?
    @Nullable var scopes: [String]?
    let uses: Int
    @Nullable var mostUses: Int?
    let createdAt: Timestamp
    @Nullable var expiresAt: Timestamp?
    @Nullable var revokedAt: Timestamp?
    @Nullable var lastUsedAt: Timestamp?
}

/// A token that was issued: shown once.
struct IssuedTokenAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let token: String
}

/// A project as the API shows it.
struct ProjectAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let name: String
    @Nullable var motusID: Int64?
    let createdAt: Timestamp
    let revision: Int64
}

/// A record of the audit as the API shows it.
struct AuditRecordAnswer: Codable, Sendable, Equatable {
    let number: Int64
    let at: Timestamp
    let actor: String
    let source: String
    let action: String
    let subject: String
    @Nullable var before: JSONValue?
    @Nullable var after: JSONValue?
    let link: String
}

/// What came of proving the audit.
struct VerificationAnswer: Codable, Sendable, Equatable {
    let sound: Int64
    @Nullable var broken: Int64?
    let link: String
}
