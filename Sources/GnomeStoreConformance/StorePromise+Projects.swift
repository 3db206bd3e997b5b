// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `ProjectReading` and `ProjectWriting` promise.
    public static let projects: [StorePromise] = [
        StorePromise(
            "a project is read back as it was added, and projects are paged in the order of their names' bytes"
        ) {
            store in
            for name in ["b", "é", "a", "Z", "c e\u{301}"] { _ = try await store.addProject(name, motusID: 7) }
            let all = try await store.read { (store) throws(StoreError) in try store.projects(after: nil, limit: 9) }
            #expect(all.map(\.details.name) == ["Z", "a", "b", "c e\u{301}", "é"])
            #expect(all.allSatisfy { $0.details.motusID == 7 && $0.revision == 1 && $0.createdAt == moment(0) })
            try await store.read { (store) throws(StoreError) in
                #expect(try store.projects(after: "a", limit: 2) == Array(all[2...3]))
                #expect(try store.projects(after: nil, limit: 0).isEmpty)
                #expect(try store.projects(all.reversed().map(\.id) + [ProjectID(rawValue: 99)]) == all)
                #expect(try store.project(named: "é") == all[4])
                // Equal to the eye, but not by its bytes.
                #expect(try store.project(named: "e\u{301}") == nil)
            }
        },
        StorePromise("a project is changed by who saw its last state, and by nobody else") { store in
            let first = try await store.addProject("a")
            let other = try await store.addProject("b")
            var renamed = first
            renamed.details = ProjectDetails(name: "c", motusID: 3)
            let changed = try await store.change(renamed)
            #expect(changed.details == renamed.details && changed.revision == 2 && changed.id == first.id)
            await store.refuses(.stale) { try await $0.change(renamed) }
            var taken = changed
            taken.details.name = "b"
            let wanted = taken
            await store.refuses(.conflict) { try await $0.change(wanted) }
            await store.refuses(.conflict) { try await $0.addProject("c") }
            await store.refuses(.invalid) { try await $0.addProject(" c") }
            // Its old name is free again.
            #expect(try await store.addProject("a").id > other.id)
            try await store.write { (store) throws(StoreError) in try store.remove(other.id, seenAs: 1) }
            let gone = other
            await store.refuses(.notFound) { try await $0.change(gone) }
            await store.refuses(.notFound) {
                try await $0.write { (store) throws(StoreError) in try store.remove(gone.id, seenAs: 1) }
            }
        },
        StorePromise("a project goes when nobody belongs to it, and takes its tokens with it") { store in
            let (project, other) = (try await store.addProject("a"), try await store.addProject("b"))
            var person = try await store.addPerson("ann", roles: [project.id: .viewer, other.id: .manager])
            let tokens = try await store.write { (store) throws(StoreError) in
                [
                    try store.issue(tokenDraft(.enrolment, project: project.id)),
                    try store.issue(tokenDraft(.enrolment, project: other.id)),
                ]
            }
            let station = try await store.write { (store) throws(StoreError) in
                try store.add(
                    StationDraft(project: project.id, details: StationDetails(name: "s"), createdAt: moment(0)))
            }
            var receiver = try await store.registerOne()
            receiver.project = project.id
            let owned = receiver
            try await store.write { (store) throws(StoreError) in try store.update(owned) }
            await store.keeps(project, for: "members (1), receivers (1), stations")
            person.roles[project.id] = nil
            let left = person
            _ = try await store.change(left)
            await store.keeps(project, for: "receivers (1), stations")
            receiver.project = nil
            let free = receiver
            try await store.write { (store) throws(StoreError) in try store.update(free) }
            await store.keeps(project, for: "stations")
            try await store.write { (store) throws(StoreError) in
                try store.remove(station.id, seenAs: station.revision)
            }
            await store.refuses(.stale) { store in
                try await store.write { (store) throws(StoreError) in try store.remove(project.id, seenAs: 2) }
            }
            try await store.remove(project)
            try await store.read { (store) throws(StoreError) in
                #expect(try store.projects(after: nil, limit: 9) == [other])
                #expect(try store.token(tokens[0].id) == nil)
                #expect(try store.token(tokens[1].id) == tokens[1])
            }
        },
    ]
}

extension Store {
    func addProject(_ name: String, motusID: Int? = nil) async throws -> Project {
        let draft = ProjectDraft(ProjectDetails(name: name, motusID: motusID), createdAt: moment(0))
        return try await write { (store) throws(StoreError) in try store.add(draft) }
    }

    /// Expects that a project is not removed while something belongs to it.
    fileprivate func keeps(_ project: Project, for belongings: String) async {
        let error = await #expect(throws: StoreError.self) { try await remove(project) }
        #expect(error?.code == .conflict)
        #expect(error?.message == "The project still has \(belongings).")
    }

    fileprivate func remove(_ project: Project) async throws {
        try await write { (store) throws(StoreError) in try store.remove(project.id, seenAs: project.revision) }
    }

    func change(_ project: Project) async throws -> Project {
        try await write { (store) throws(StoreError) in try store.change(project) }
    }

    /// Expects an error of a code.
    func refuses(
        _ code: StoreError.Code, sourceLocation: SourceLocation = #_sourceLocation,
        _ act: (Self) async throws -> some Any
    ) async {
        let error = await #expect(throws: StoreError.self, sourceLocation: sourceLocation) { _ = try await act(self) }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }
}
