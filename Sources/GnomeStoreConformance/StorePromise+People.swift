// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `PeopleReading` and `PeopleWriting` promise.
    public static let people: [StorePromise] = [
        StorePromise("a person is read back as they were added, and people are paged by log-in name") { store in
            let projects = [try await store.addProject("a"), try await store.addProject("b")]
            let ann = try await store.addPerson("ann", roles: [projects[0].id: .viewer, projects[1].id: .manager])
            let people = [ann, try await store.addPerson("bob", roles: [projects[1].id: .operator])]
            let zoe = try await store.addPerson("zoe", isAdministrator: true, hash: oddText)
            #expect(ann.roles == [projects[0].id: .viewer, projects[1].id: .manager] && ann.revision == 1)
            #expect(zoe.isAdministrator && zoe.roles.isEmpty && zoe.name == "Name of zoe")
            try await store.read { (store) throws(StoreError) in
                #expect(try store.people(after: nil, limit: 9) == people + [zoe])
                #expect(try store.people(after: people[0].login, limit: 1) == [people[1]])
                #expect(try store.people([zoe.id, ann.id, PersonID(rawValue: 99)]) == [ann, zoe])
                #expect(try store.person(named: zoe.login) == zoe)
                #expect(try store.members(of: projects[1].id, after: nil, limit: 9) == people)
                #expect(try store.members(of: projects[1].id, after: ann.login, limit: 9) == [people[1]])
                #expect(try store.members(of: projects[0].id, after: nil, limit: 9) == [ann])
                #expect(try store.memberCount(of: projects[1].id) == 2)
                let hash = try store.passwordHash(of: zoe.id)
                #expect(hash?.utf8.elementsEqual(oddText.utf8) == true)
                #expect(try store.passwordHash(of: ann.id) == nil)
            }
        },
        StorePromise("a person is changed by who saw their last state, with all their roles") { store in
            let projects = [try await store.addProject("a"), try await store.addProject("b")]
            let first = try await store.addPerson("ann", roles: [projects[0].id: .viewer])
            _ = try await store.addPerson("bob")
            var person = first
            (person.name, person.disabledAt, person.isAdministrator) = ("Anna", moment(5), true)
            person.login = try login("anna")
            person.roles = [projects[1].id: .manager]
            let wanted = person
            let changed = try await store.change(wanted)
            person.revision = 2
            #expect(changed == person)
            let read = try await store.read { (store) throws(StoreError) in try store.person(first.id) }
            #expect(read == person)
            await store.refuses(.stale) { try await $0.change(wanted) }
            var (taken, foreign) = (changed, changed)
            taken.login = try login("bob")
            foreign.roles = [ProjectID(rawValue: 99): .viewer]
            let refused = [(taken, StoreError.Code.conflict), (foreign, .notFound)]
            for (person, code) in refused { await store.refuses(code) { try await $0.change(person) } }
            await store.refuses(.conflict) { try await $0.addPerson("bob") }
            await store.refuses(.notFound) { try await $0.addPerson("eve", roles: foreign.roles) }
            #expect(try await store.addPerson("ann").id > first.id)
        },
        StorePromise("the last administrator who can log in stays one") { store in
            let first = try await store.addPerson("ann", isAdministrator: true, hash: "1")
            // Has no password, so can't log in.
            let second = try await store.addPerson("bob", isAdministrator: true)
            for change in [{ $0.isAdministrator = false }, { $0.disabledAt = moment(1) }]
                as [@Sendable (inout Person) -> Void]
            {
                await store.refuses(.conflict) { store in
                    var person = first
                    change(&person)
                    return try await store.change(person)
                }
            }
            await store.refuses(.conflict) {
                try await $0.write { (store) throws(StoreError) in try store.remove(first.id, seenAs: 1) }
            }
            let counts = try await store.write { (store) throws(StoreError) in
                let before = try store.activeAdministratorCount()
                try store.setPasswordHash("2", of: second.id)
                return [before, try store.activeAdministratorCount()]
            }
            #expect(counts == [1, 2])
            var disabled = first
            disabled.disabledAt = moment(1)
            let wanted = disabled
            _ = try await store.change(wanted)
            await store.refuses(.conflict) {
                try await $0.write { (store) throws(StoreError) in try store.remove(second.id, seenAs: 1) }
            }
        },
        StorePromise("a person who is removed takes their sessions, tokens and roles with them, and nobody else's") {
            store in
            let project = try await store.addProject("a")
            let gone = try await store.addPerson("ann", roles: [project.id: .viewer])
            let other = try await store.addPerson("bob", roles: [project.id: .viewer])
            let drafts = try [gone, other].map { person in
                SessionDraft(
                    person: person.id, digest: try digest(UInt8(person.id.rawValue)), begun: moment(0), address: "")
            }
            try await store.write { (store) throws(StoreError) in
                for draft in drafts {
                    _ = try store.begin(draft)
                    _ = try store.issue(tokenDraft(.api, person: draft.person))
                }
                try store.remove(gone.id, seenAs: 1)
            }
            try await store.read { (store) throws(StoreError) in
                #expect(try store.people(after: nil, limit: 9) == [other])
                #expect(try store.session(ofSecret: drafts[0].digest) == nil)
                #expect(try store.sessions(of: other.id).count == 1)
                #expect(
                    try store.tokens(matching: TokenFilter(), before: nil, limit: 9).map(\.terms.person) == [other.id])
                #expect(try store.members(of: project.id, after: nil, limit: 9) == [other])
            }
            for verb in 0..<2 {
                await store.refuses(.notFound) { store in
                    try await store.write { (store) throws(StoreError) in
                        if verb == 0 { try store.remove(gone.id, seenAs: 1) }
                        try store.setPasswordHash("x", of: gone.id)
                    }
                }
            }
        },
        StorePromise("whom a person is at Motus, and what that opens, is kept apart from the roles given here") {
            store in
            let projects = [try await store.addProject("a"), try await store.addProject("b")]
            let (a, b) = (projects[0].id, projects[1].id)
            let ann = try await store.addPerson(
                "ann", roles: [a: .manager], motus: MotusBinding(user: 161, projects: [a, b]))
            let bob = try await store.addPerson("bob", motus: MotusBinding(user: 7))
            #expect(ann.motus == MotusBinding(user: 161, projects: [a, b]) && ann.roles == [a: .manager])
            try await store.read { (store) throws(StoreError) in
                #expect(try store.person(ofMotus: 161) == ann)
                #expect(try store.person(ofMotus: 8) == nil)
                #expect(try store.people([ann.id, bob.id]) == [ann, bob])
                // Once, whichever ways they are in it.
                #expect(try store.members(of: a, after: nil, limit: 9) == [ann])
                #expect(try store.members(of: b, after: nil, limit: 9) == [ann])
                #expect(try store.memberCount(of: a) == 1)
                #expect(try store.memberCount(of: b) == 0)
            }
            var (less, twice, foreign, free) = (ann, bob, bob, bob)
            less.motus?.projects = [b]
            twice.motus = MotusBinding(user: 161)
            foreign.motus?.projects = [ProjectID(rawValue: 99)]
            free.motus = nil
            let changed = try await store.change(less)
            #expect(changed.motus?.projects == [b] && changed.roles == [a: .manager] && changed.revision == 2)
            let refused = [(twice, StoreError.Code.conflict), (foreign, .notFound)]
            for (person, code) in refused { await store.refuses(code) { try await $0.change(person) } }
            await store.refuses(.conflict) { try await $0.addPerson("eve", motus: MotusBinding(user: 7)) }
            #expect(try await store.change(free).motus == nil)
            _ = try await store.addPerson("eve", motus: MotusBinding(user: 7))
        },
        StorePromise("what Motus' word opened is found by its age, and a new confirmation is no change of the person") {
            store in
            let project = try await store.addProject("a")
            let ann = try await store.addPerson("ann", motus: MotusBinding(user: 1, projects: [project.id]))
            let bob = try await store.addPerson("bob", motus: MotusBinding(user: 2, projects: [project.id]))
            // Nothing can be taken from these.
            _ = try await store.addPerson("cid", motus: MotusBinding(user: 3))
            _ = try await store.addPerson("dan", roles: [project.id: .viewer])
            try await store.write { (store) throws(StoreError) in try store.confirmByMotus(ann.id, at: moment(5)) }
            try await store.read { (store) throws(StoreError) in
                #expect(try store.person(ann.id) == ann)
                #expect(try store.people(confirmedByMotusBefore: moment(0), limit: 9) == [])
                #expect(try store.people(confirmedByMotusBefore: moment(5), limit: 9) == [bob])
                #expect(try store.people(confirmedByMotusBefore: moment(6), limit: 9) == [ann, bob])
                #expect(try store.people(confirmedByMotusBefore: moment(6), limit: 1) == [ann])
            }
            await store.refuses(.notFound) {
                try await $0.write { (store) throws(StoreError) in
                    try store.confirmByMotus(PersonID(rawValue: 99), at: moment(1))
                }
            }
        },
        StorePromise(
            "a project of another number at Motus, or none any more, is not seen by Motus' word on the old one"
        ) {
            store in
            var projects = [try await store.addProject("a"), try await store.addProject("b")]
            let ids = projects.map(\.id)
            let ann = try await store.addPerson("ann", motus: MotusBinding(user: 1, projects: Set(ids)))
            projects[0].details.name = "c"
            let renamed = projects[0]
            projects[0] = try await store.write { (store) throws(StoreError) in try store.change(renamed) }
            func read() async throws -> Person? {
                try await store.read { (store) throws(StoreError) in try store.person(ann.id) }
            }
            #expect(try await read() == ann)
            projects[0].details.motusID = 213
            let numbered = projects[0]
            _ = try await store.write { (store) throws(StoreError) in try store.change(numbered) }
            let left = try await read()
            #expect(left?.motus?.projects == [ids[1]])
            // Who was read before is not written back as they were.
            await store.refuses(.stale) { try await $0.change(ann) }
            try await store.write { (store) throws(StoreError) in try store.remove(ids[1], seenAs: 1) }
            #expect(try await read()?.motus == MotusBinding(user: 1))
            try await store.write { (store) throws(StoreError) in try store.remove(ann.id, seenAs: 3) }
        },
    ]
}

func login(_ text: String) throws -> LoginName { try #require(LoginName(text)) }

extension Store {
    func addPerson(
        _ name: String, isAdministrator: Bool = false, roles: [ProjectID: Role] = [:],
        motus: MotusBinding? = nil, hash: String? = nil
    ) async throws -> Person {
        let draft = PersonDraft(
            login: try login(name), name: "Name of \(name)", isAdministrator: isAdministrator, roles: roles,
            motus: motus, passwordHash: hash, createdAt: moment(0))
        return try await write { (store) throws(StoreError) in try store.add(draft) }
    }

    func change(_ person: Person) async throws -> Person {
        try await write { (store) throws(StoreError) in try store.change(person) }
    }
}
