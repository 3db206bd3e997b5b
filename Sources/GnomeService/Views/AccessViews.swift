// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

/// Who is logged in, as the API shows it.
public struct CallerView: Sendable, Hashable, Codable {
    /// A role in a project.
    public struct Membership: Sendable, Hashable, Codable {
        /// The project.
        public var project: ProjectID
        /// The role.
        public var role: Role
        /// Whether only Motus gives it, and may take it back.
        public var isFromMotus: Bool

        /// The roles of a person, in the order of projects.
        static func all(of person: Person) -> [Membership] {
            person.memberships.sorted { $0.key < $1.key }
                .map { Membership(project: $0.key, role: $0.value, isFromMotus: person.isOnlyByMotus(in: $0.key)) }
        }
    }

    /// What the audit calls them.
    public var author: String
    /// Who they are; nothing for the console.
    public var person: PersonID?
    /// What they log in with.
    public var login: String?
    /// What people call them.
    public var name: String?
    /// Whether they look after the server.
    public var isAdministrator: Bool
    /// Their roles, in the order of projects.
    public var roles: [Membership]
    /// What a token leaves of what they may; nothing where it leaves all.
    public var scopes: [Permission]?

    /// The view of a caller.
    public init(_ caller: Caller) {
        author = caller.author.name
        person = caller.person?.id
        login = caller.person?.login.text
        name = caller.person?.name
        isAdministrator = caller.principal.standing == .administrator
        roles =
            if case .member = caller.principal.standing { caller.person.map(Membership.all(of:)) ?? [] } else { [] }
        scopes = caller.principal.scopes?.sorted { $0.rawValue < $1.rawValue }
    }
}

/// A session that has begun, with what proves it: shown once.
public struct LoggedInView: Sendable, Hashable, Codable {
    /// What proves it, sent as `Authorization: Bearer …`.
    public var secret: String
    /// Who has logged in.
    public var person: PersonView

    /// The view of a session that has begun.
    public init(_ loggedIn: LoggedIn) {
        secret = loggedIn.secret
        person = PersonView(loggedIn.person)
    }
}

/// A person as the API shows them.
public struct PersonView: Sendable, Hashable, Codable {
    /// Their number.
    public var id: PersonID
    /// What they log in with.
    public var login: String
    /// What people call them.
    public var name: String
    /// Whether they look after the server.
    public var isAdministrator: Bool
    /// Their roles, in the order of projects.
    public var roles: [CallerView.Membership]
    /// The number of their account at Motus.
    public var motusID: Int64?
    /// Since when they can't log in.
    public var disabledAt: Timestamp?
    /// When they were made.
    public var createdAt: Timestamp
    /// Counts their changes.
    public var revision: Int64

    /// The view of a person.
    public init(_ person: Person) {
        id = person.id
        login = person.login.text
        name = person.name
        isAdministrator = person.isAdministrator
        roles = CallerView.Membership.all(of: person)
        motusID = person.motus?.user
        disabledAt = person.disabledAt
        createdAt = person.createdAt
        revision = person.revision
    }
}

/// A member of a project as the API shows them.
public struct MemberView: Sendable, Hashable, Codable {
    /// Their number.
    public var person: PersonID
    /// What they log in with.
    public var login: String
    /// What people call them.
    public var name: String
    /// Their role in the project.
    public var role: Role
    /// Whether only Motus gives it, and may take it back.
    public var isFromMotus: Bool

    /// The view of a person in a project; nothing where they have no role in it.
    public init?(_ person: Person, in project: ProjectID) {
        guard let role = person.memberships[project] else { return nil }
        self.person = person.id
        login = person.login.text
        name = person.name
        self.role = role
        isFromMotus = person.isOnlyByMotus(in: project)
    }
}

/// A session as the API lists it.
public struct SessionView: Sendable, Hashable, Codable {
    /// Its number; no secret.
    public var id: SessionID
    /// When it began.
    public var begunAt: Timestamp
    /// When it was last used, to the minute.
    public var lastUsedAt: Timestamp
    /// Where from it began.
    public var address: String
    /// What the browser or program called itself.
    public var agent: String?
    /// Whether it is the one by which this was asked.
    public var isThisOne: Bool

    /// The view of a session.
    public init(_ session: Session, isThisOne: Bool) {
        id = session.id
        begunAt = session.life.begun
        lastUsedAt = session.life.lastUsed
        address = session.address
        agent = session.agent
        self.isThisOne = isThisOne
    }
}

/// A token as the API lists it; what proves it is shown when it is issued, and never again.
public struct TokenView: Sendable, Hashable, Codable {
    /// Its number, which its text shows.
    public var id: TokenID
    /// What it is for.
    public var kind: TokenText.Kind
    /// What people call it.
    public var label: String
    /// As whom it acts.
    public var person: PersonID?
    /// Into which project it leads.
    public var project: ProjectID?
    /// Which station it shows.
    public var station: StationID?
    /// What whom it invites becomes.
    public var role: Role?
    /// What it leaves of what its person may; nothing where it leaves all.
    public var scopes: [Permission]?
    /// How often it was used, where that is counted.
    public var uses: Int
    /// How often it can be used.
    public var mostUses: Int?
    /// When it was issued.
    public var createdAt: Timestamp
    /// From when on it counts no more.
    public var expiresAt: Timestamp?
    /// When somebody took it back.
    public var revokedAt: Timestamp?
    /// When it was last used.
    public var lastUsedAt: Timestamp?

    /// The view of a token.
    public init(_ token: AccessToken) {
        id = token.id
        kind = token.terms.kind
        label = token.terms.label
        person = token.terms.person
        project = token.terms.project
        station = token.terms.station
        role = token.terms.role
        scopes = token.terms.scopes?.sorted { $0.rawValue < $1.rawValue }
        uses = token.uses
        mostUses = token.terms.mostUses
        createdAt = token.createdAt
        expiresAt = token.terms.expiresAt
        revokedAt = token.revokedAt
        lastUsedAt = token.lastUsedAt
    }
}

/// A token that was issued: shown once.
public struct IssuedTokenView: Sendable, Hashable, Codable {
    /// Its number.
    public var id: Int64
    /// Its text, as secret as a password.
    public var token: String

    /// The view of a token that was issued.
    public init(_ text: TokenText) {
        id = text.id
        token = text.description
    }
}

/// A project as the API shows it.
public struct ProjectView: Sendable, Hashable, Codable {
    /// Its number.
    public var id: ProjectID
    /// What people call it.
    public var name: String
    /// Its number at Motus.
    public var motusID: Int?
    /// When it was made.
    public var createdAt: Timestamp
    /// Counts its changes.
    public var revision: Int64

    /// The view of a project.
    public init(_ project: Project) {
        id = project.id
        name = project.details.name
        motusID = project.details.motusID
        createdAt = project.createdAt
        revision = project.revision
    }
}

/// A record of the audit as the API shows it.
public struct AuditRecordView: Sendable, Hashable, Codable {
    /// Its number, from 1 without a hole.
    public var number: Int64
    /// When.
    public var at: Timestamp
    /// Who.
    public var actor: String
    /// From where.
    public var source: String
    /// What was done.
    public var action: String
    /// To what.
    public var subject: String
    /// What it was before.
    public var before: JSONValue?
    /// What it is after.
    public var after: JSONValue?
    /// What binds it to all records before it, in hexadecimal.
    public var link: String

    /// The view of a record.
    public init(_ record: AuditRecord) {
        func value(_ text: String?) -> JSONValue? {
            text.map { JSONValue(bytes: Array($0.utf8)) ?? .string($0) }
        }
        number = record.number
        at = record.entry.at
        actor = record.entry.actor
        source = record.entry.source
        action = record.entry.action
        subject = record.entry.subject
        before = value(record.entry.before)
        after = value(record.entry.after)
        link = record.link.hex
    }
}
