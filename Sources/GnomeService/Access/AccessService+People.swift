// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

extension AccessService {
    /// A page of the people, in the order of their log-in names.
    public func people(after: LoginName?, limit: Int) async throws(AccessError) -> [Person] {
        try await read { (store) throws(StoreError) in try store.people(after: after, limit: limit) }
    }

    /// One person; nothing where there is none.
    public func person(_ id: PersonID) async throws(AccessError) -> Person? {
        try await read { (store) throws(StoreError) in try store.person(id) }
    }

    /// Changes a person: their names, rights and roles, and whether they may log in.
    ///
    /// Who may not log in any more loses their sessions at once.
    ///
    /// - Parameters:
    ///   - person: The person as they are to be, with the revision that was seen.
    ///   - author: Who changes it.
    ///   - now: The server's time.
    /// - Throws: `store` with what `PeopleWriting` refuses, and conflict where somebody who may not log in is to lose their
    ///   account at Motus, by which they would come in anew.
    public func change(
        _ person: Person, by author: Author, at now: Timestamp
    ) async throws(AccessError) -> Person {
        try await write { (store) throws(StoreError) in try store.change(person, by: author, at: now) }
    }

    /// Changes what people call a caller.
    ///
    /// - Throws: `invalid` where it can't be a name; `forbidden` to who shows a token.
    public func rename(_ caller: Caller, to name: String, at now: Timestamp) async throws(AccessError) -> Person {
        guard caller.session != nil, let id = caller.person?.id else {
            throw .forbidden("A name is changed by who is logged in.")
        }
        if let problem = Person.problem(withName: name) { throw .invalid(InvalidFields([problem])) }
        return try await write { (store) throws(StoreError) -> Person in
            var person = try store.existing(id)
            guard person.name != name else { return person }
            person.name = name
            return try store.change(person, by: caller.author, at: now)
        }
    }

    /// Gives a person a role in a project, another one, or none.
    ///
    /// - Throws: `store` with `notFound` where there is no such person or project, `conflict` where what is to be taken away
    ///   was never given here.
    public func setRole(
        _ role: Role?, of person: PersonID, in project: ProjectID, by author: Author, at now: Timestamp
    ) async throws(AccessError) -> Person {
        try await write { (store) throws(StoreError) -> Person in
            var person = try store.existing(person)
            guard role != nil || !person.isOnlyByMotus(in: project) else {
                throw StoreError(
                    .conflict,
                    "They see the project because Motus lets them: that ends at Motus, or with the project's number there."
                )
            }
            guard person.roles[project] != role else { return person }
            person.roles[project] = role
            return try store.change(person, by: author, at: now)
        }
    }

    /// Takes away what Motus' word opened to people where it was given before a moment, and not again since.
    ///
    /// - Returns: Who sees less now.
    public func lapseMotus(
        confirmedBefore moment: Timestamp, at now: Timestamp
    ) async throws(AccessError) -> [LoginName] {
        var lapsed: [LoginName] = []
        while true {
            let some = try await write { (store) throws(StoreError) -> [LoginName] in
                let people = try store.people(confirmedByMotusBefore: moment, limit: 100)
                for person in people { try store.lapse(person, at: now) }
                return people.map(\.login)
            }
            guard !some.isEmpty else { return lapsed }
            lapsed += some
        }
    }

    /// Takes a person away for good, with their sessions and tokens; what they did stays in the audit.
    ///
    /// - Throws: `store` with what `PeopleWriting` refuses.
    public func remove(
        _ person: PersonID, seenAs revision: Int64, by author: Author, at now: Timestamp
    ) async throws(AccessError) {
        try await write { (store) throws(StoreError) in
            let before = try store.existing(person)
            try store.remove(person, seenAs: revision)
            try store.record(
                author.entry("person.remove", "person \(before.login)", before: before.auditText, at: now))
        }
    }

    /// The sessions of a person that still count, the one that began last first.
    public func sessions(of person: PersonID, at now: Timestamp) async throws(AccessError) -> [Session] {
        try await read { (store) throws(StoreError) in try store.sessions(of: person) }
            .filter { $0.life.isAlive(at: now) }
    }

    /// Ends a session of a person.
    ///
    /// - Throws: `store` with `notFound` where they have no such session.
    public func end(
        _ session: SessionID, of person: PersonID, by author: Author, at now: Timestamp
    ) async throws(AccessError) {
        try await write { (store) throws(StoreError) in
            let person = try store.existing(person)
            guard try store.end(session, of: person.id) else {
                throw StoreError(.notFound, "There is no such session.")
            }
            try store.record(
                author.entry("session.end", "session \(session.rawValue) of person \(person.login)", at: now))
        }
    }

    /// Ends all sessions of a person, but one where it is named.
    ///
    /// - Returns: How many.
    public func endSessions(
        of person: PersonID, except session: SessionID?, by author: Author, at now: Timestamp
    ) async throws(AccessError) -> Int {
        try await write { (store) throws(StoreError) in
            let person = try store.existing(person)
            let count = try store.endSessions(of: person.id, except: session)
            if count > 0 { try store.record(author.entry("session.end-all", "person \(person.login)", at: now)) }
            return count
        }
    }
}

extension StoreWriter {
    fileprivate func change(_ person: Person, by author: Author, at now: Timestamp) throws(StoreError) -> Person {
        let before = try existing(person.id)
        if person.disabledAt != nil, let account = before.motus?.user, person.motus?.user != account {
            throw StoreError(
                .conflict,
                "Who can't log in keeps their account at Motus: without it they would come in as somebody new. Let them log in "
                    + "first, or leave the account with them.")
        }
        let changed = try change(person)
        if changed.disabledAt != nil { try endSessions(of: person.id, except: nil) }
        try record(
            author.entry(
                "person.change", "person \(before.login)", before: before.auditText, after: changed.auditText, at: now))
        return changed
    }
}
