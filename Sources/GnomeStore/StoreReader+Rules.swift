// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// What every store refuses, whatever it keeps its rows in.

extension StoreReader {
    func check(_ draft: ProjectDraft) throws(StoreError) {
        try StoreError.refuse(draft.details.problems)
        guard try project(named: draft.details.name) == nil else { throw .projectNameTaken }
    }

    func checkChange(to project: Project) throws(StoreError) {
        guard let before = try self.project(project.id) else { throw .noProject }
        guard before.revision == project.revision else { throw .changedSince("project") }
        try StoreError.refuse(project.details.problems)
        if let other = try self.project(named: project.details.name), other.id != project.id {
            throw .projectNameTaken
        }
    }

    func checkRemoval(of project: ProjectID, seenAs revision: Int64) throws(StoreError) {
        guard let before = try self.project(project) else { throw .noProject }
        guard before.revision == revision else { throw .changedSince("project") }
        var belongings: [String] = []
        let (members, receivers) = (try memberCount(of: project), try receiverCount(in: [project]))
        if members > 0 { belongings.append("members (\(members))") }
        if receivers > 0 { belongings.append("receivers (\(receivers))") }
        let stations = try stations(matching: StationFilter(projects: [project]), after: nil, limit: 1)
        if !stations.isEmpty { belongings.append("stations") }
        guard belongings.isEmpty else {
            throw StoreError(.conflict, "The project still has \(belongings.joined(separator: ", ")).")
        }
    }

    func check(_ draft: PersonDraft) throws(StoreError) {
        try StoreError.refuse([Person.problem(withName: draft.name)].compactMap { $0 })
        guard try person(named: draft.login) == nil else { throw .loginTaken(draft.login) }
        try check(draft.motus, of: nil)
        try checkProjects(draft.roles.keys, draft.motus)
    }

    func checkChange(to person: Person) throws(StoreError) {
        guard let before = try self.person(person.id) else { throw .noPerson }
        guard before.revision == person.revision else { throw .changedSince("person") }
        try StoreError.refuse([Person.problem(withName: person.name)].compactMap { $0 })
        if let other = try self.person(named: person.login), other.id != person.id { throw .loginTaken(person.login) }
        try check(person.motus, of: person.id)
        try checkProjects(person.roles.keys, person.motus)
        if !person.isActiveAdministrator { try checkAdministrators(without: before) }
    }

    func checkRemoval(of person: PersonID, seenAs revision: Int64) throws(StoreError) {
        guard let before = try self.person(person) else { throw .noPerson }
        guard before.revision == revision else { throw .changedSince("person") }
        try checkAdministrators(without: before)
    }

    func check(_ draft: TokenDraft) throws(StoreError) {
        try StoreError.refuse(draft.terms.problems)
        if let person = draft.terms.person, try self.person(person) == nil { throw .noPerson }
        if let project = draft.terms.project, try self.project(project) == nil { throw .noProject }
    }

    func check(_ answer: KeptAnswer) throws(StoreError) {
        guard answer.body.count <= KeptAnswer.mostBytes else {
            throw StoreError(.invalid, "No answer of more than \(KeptAnswer.mostBytes) bytes is kept.")
        }
    }

    private func checkProjects(_ given: some Sequence<ProjectID>, _ motus: MotusBinding?) throws(StoreError) {
        let all = Set(given).union(motus?.projects ?? [])
        guard try projects(Array(all)).count == all.count else { throw .noProject }
    }

    /// Refuses to bind two people to one account at Motus.
    private func check(_ motus: MotusBinding?, of person: PersonID?) throws(StoreError) {
        guard let motus, let holder = try self.person(ofMotus: motus.user), holder.id != person else { return }
        throw .motusUserTaken(by: holder.login)
    }

    /// Refuses to do without an administrator where nobody else is one who can log in.
    private func checkAdministrators(without person: Person) throws(StoreError) {
        guard person.isActiveAdministrator, try passwordHash(of: person.id) != nil else { return }
        guard try activeAdministratorCount() > 1 else { throw .noAdministratorLeft }
    }
}

extension Person {
    fileprivate var isActiveAdministrator: Bool { isAdministrator && disabledAt == nil }
}
