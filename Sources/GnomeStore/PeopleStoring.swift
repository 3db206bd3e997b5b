// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the people.
public protocol PeopleReading {
    /// The people of these ids, in the order of their log-in names; an id without a person is missing from the answer.
    func people(_ ids: [PersonID]) throws(StoreError) -> [Person]
    /// A page of the people, in the order of their log-in names.
    ///
    /// - Parameters:
    ///   - after: The last name of the page before; nothing for the first page.
    ///   - limit: At most so many.
    func people(after: LoginName?, limit: Int) throws(StoreError) -> [Person]
    /// A page of those who have a role in a project, by whichever way, in the order of their log-in names.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - after: The last name of the page before; nothing for the first page.
    ///   - limit: At most so many.
    func members(of project: ProjectID, after: LoginName?, limit: Int) throws(StoreError) -> [Person]
    /// The person who is bound to an account at Motus; nothing where nobody is.
    func person(ofMotus user: Int64) throws(StoreError) -> Person?
    /// Some of those who see projects by Motus' word of before a moment, in the order of their numbers.
    func people(confirmedByMotusBefore moment: Timestamp, limit: Int) throws(StoreError) -> [Person]
    /// How many were given a role in a project here.
    func memberCount(of project: ProjectID) throws(StoreError) -> Int
    /// One person by their log-in name; nothing where nobody has it.
    func person(named login: LoginName) throws(StoreError) -> Person?
    /// What a password is held against; nothing where there is no such person, or they have no password.
    func passwordHash(of person: PersonID) throws(StoreError) -> String?
    /// How many administrators have a password and are not disabled.
    func activeAdministratorCount() throws(StoreError) -> Int
}

extension PeopleReading {
    /// One person; nothing where there is none of that id.
    public func person(_ id: PersonID) throws(StoreError) -> Person? { try people([id]).first }
}

/// Changes the people.
///
/// The last administrator who has a password and is not disabled stays so: whoever would change that gets `conflict`.
public protocol PeopleWriting {
    /// Adds a person; whom they are at Motus is confirmed in the moment when they are made.
    ///
    /// - Throws: `conflict` where the log-in name or the account at Motus is taken; `notFound` where a project is not there;
    ///   `invalid` where a field is wrong.
    func add(_ draft: PersonDraft) throws(StoreError) -> Person
    /// Writes back a person with the revision that was seen.
    ///
    /// - Returns: The person with their next revision.
    /// - Throws: `notFound` where they or a project are gone, `stale` where they were changed since, `conflict` where the
    ///   log-in name or the account at Motus is taken or no administrator would be left, `invalid` where a field is wrong.
    func change(_ person: Person) throws(StoreError) -> Person
    /// Notes when Motus last said what a person may see; that is no change of theirs.
    ///
    /// - Throws: `notFound` where there is no such person.
    func confirmByMotus(_ person: PersonID, at moment: Timestamp) throws(StoreError)
    /// Takes a person away, and their roles, sessions and tokens with them.
    ///
    /// - Throws: `notFound` where there is none; `stale` where they were changed since; `conflict` where no administrator
    ///   would be left.
    func remove(_ person: PersonID, seenAs revision: Int64) throws(StoreError)
    /// Keeps what a password is held against, in place of the one before.
    ///
    /// - Throws: `notFound` where there is no such person.
    func setPasswordHash(_ hash: String, of person: PersonID) throws(StoreError)
}

/// A person who is to be added.
public struct PersonDraft: Sendable, Hashable {
    /// What they log in with.
    public var login: LoginName
    /// What people call them.
    public var name: String
    /// Whether they look after the server.
    public var isAdministrator: Bool
    /// What they are in which project.
    public var roles: [ProjectID: Role]
    /// Whom they are at Motus; nothing for who is nobody there.
    public var motus: MotusBinding?
    /// What their password is held against; nothing for who has none.
    public var passwordHash: String?
    /// When they are made.
    public var createdAt: Timestamp

    /// A draft of these parts.
    public init(
        login: LoginName, name: String, isAdministrator: Bool = false, roles: [ProjectID: Role] = [:],
        motus: MotusBinding? = nil, passwordHash: String? = nil, createdAt: Timestamp
    ) {
        self.login = login
        self.name = name
        self.isAdministrator = isAdministrator
        self.roles = roles
        self.motus = motus
        self.passwordHash = passwordHash
        self.createdAt = createdAt
    }
}
