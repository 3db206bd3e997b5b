// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func people(_ ids: [PersonID]) -> [Person] {
        ids.compactMap { tables.people[$0]?.person }.sorted { $0.login < $1.login }
    }

    func people(after: LoginName?, limit: Int) -> [Person] { page(after: after, limit: limit) { _ in true } }

    func members(of project: ProjectID, after: LoginName?, limit: Int) -> [Person] {
        page(after: after, limit: limit) { $0.memberships[project] != nil }
    }

    private func page(after: LoginName?, limit: Int, where isWanted: (Person) -> Bool) -> [Person] {
        tables.people.rows.map(\.person)
            .filter { person in isWanted(person) && (after.map { $0 < person.login } ?? true) }
            .sorted { $0.login < $1.login }
            .first(limit)
    }

    func memberCount(of project: ProjectID) -> Int {
        tables.people.rows.count { $0.person.roles[project] != nil }
    }

    func person(named login: LoginName) -> Person? { tables.people[key: login]?.person }

    func person(ofMotus user: Int64) -> Person? {
        tables.people.rows.first { $0.person.motus?.user == user }?.person
    }

    func people(confirmedByMotusBefore moment: Timestamp, limit: Int) -> [Person] {
        tables.people.rows
            .filter { row in
                row.person.motus?.projects.isEmpty == false && row.motusConfirmedAt.map { $0 < moment } == true
            }
            .map(\.person).first(limit)
    }

    func passwordHash(of person: PersonID) -> String? { tables.people[person]?.passwordHash }

    func activeAdministratorCount() -> Int {
        tables.people.rows.count {
            $0.person.isAdministrator && $0.person.disabledAt == nil && $0.passwordHash != nil
        }
    }

    func add(_ draft: PersonDraft) throws(StoreError) -> Person {
        try check(draft)
        let row = tables.people.insert { id in
            MemoryPerson(
                person: Person(
                    id: id, login: draft.login, name: draft.name, isAdministrator: draft.isAdministrator,
                    roles: draft.roles, motus: draft.motus, createdAt: draft.createdAt),
                passwordHash: draft.passwordHash, motusConfirmedAt: draft.motus.map { _ in draft.createdAt })
        }
        guard let row else { throw .loginTaken(draft.login) }
        return row.person
    }

    func change(_ person: Person) throws(StoreError) -> Person {
        try checkChange(to: person)
        guard var row = tables.people[person.id] else { throw .noPerson }
        let createdAt = row.person.createdAt
        row.person = person
        row.person.createdAt = createdAt
        row.person.revision += 1
        // Out and in again, because the log-in name is its key.
        tables.people.remove(person.id)
        guard tables.people.putBack(row) != nil else { throw .loginTaken(person.login) }
        return row.person
    }

    func remove(_ person: PersonID, seenAs revision: Int64) throws(StoreError) {
        try checkRemoval(of: person, seenAs: revision)
        for token in tables.tokens.rows where token.terms.person == person { tables.tokens.remove(token.id) }
        endSessions(of: person, except: nil)
        tables.people.remove(person)
    }

    func setPasswordHash(_ hash: String, of person: PersonID) throws(StoreError) {
        let changed = tables.people.update(person) { row -> MemoryPerson? in
            row.passwordHash = hash
            return row
        }
        guard changed != nil else { throw .noPerson }
    }
}

extension MemoryTransaction {
    func confirmByMotus(_ person: PersonID, at moment: Timestamp) throws(StoreError) {
        let changed = tables.people.update(person) { row -> MemoryPerson? in
            row.motusConfirmedAt = moment
            return row
        }
        guard changed != nil else { throw .noPerson }
    }

    /// Ends what Motus' word gave in a project; whoever has read the people before sees that they were changed.
    func endMotusMemberships(of project: ProjectID) {
        for row in tables.people.rows where row.person.motus?.projects.contains(project) == true {
            _ = tables.people.update(row.id) { row -> MemoryPerson? in
                row.person.motus?.projects.remove(project)
                row.person.revision += 1
                return row
            }
        }
    }
}

/// A person with what their password is held against, and when Motus last said what they may see.
struct MemoryPerson: MemoryRow {
    var person: Person
    var passwordHash: String?
    var motusConfirmedAt: Timestamp?

    var id: PersonID { person.id }
    var rowKey: LoginName? { person.login }
}
