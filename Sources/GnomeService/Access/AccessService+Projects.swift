// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

extension AccessService {
    /// A page of the projects that a caller may see, in the order of their names.
    ///
    /// - Parameters:
    ///   - caller: Who asks.
    ///   - after: The last name of the page before; nothing for the first page.
    ///   - limit: At most so many.
    public func projects(
        for caller: Caller, after: String?, limit: Int
    ) async throws(AccessError) -> [Project] {
        let visible = AccessPolicy.projects(.readProject, by: caller.principal)
        return try await read { (store) throws(StoreError) in
            guard let visible else { return try store.projects(after: after, limit: limit) }
            return try Array(
                store.projects(Array(visible))
                    .drop { project in
                        after.map { !$0.utf8.lexicographicallyPrecedes(project.details.name.utf8) } ?? false
                    }
                    .prefix(max(0, limit)))
        }
    }

    /// One project; nothing where there is none.
    public func project(_ id: ProjectID) async throws(AccessError) -> Project? {
        try await read { (store) throws(StoreError) in try store.project(id) }
    }

    /// A page of those who have a role in a project, in the order of their log-in names.
    public func members(
        of project: ProjectID, after: LoginName?, limit: Int
    ) async throws(AccessError) -> [Person] {
        try await read { (store) throws(StoreError) in try store.members(of: project, after: after, limit: limit) }
    }

    /// Adds a project.
    ///
    /// - Throws: `invalid` where the details can't be taken; `store` with `conflict` where there is one of that name.
    public func add(
        _ details: ProjectDetails, by author: Author, at now: Timestamp
    ) async throws(AccessError) -> Project {
        try Self.check(details)
        return try await write { (store) throws(StoreError) in
            let project = try store.add(ProjectDraft(details, createdAt: now))
            try store.record(
                author.entry("project.add", "project \(project.id.rawValue)", after: details.auditText, at: now))
            return project
        }
    }

    /// Changes what people say of a project.
    ///
    /// - Parameters:
    ///   - project: The project as it is to be, with the revision that was seen.
    ///   - author: Who changes it.
    ///   - now: The server's time.
    /// - Throws: `invalid` where the details can't be taken; `store` with what `ProjectWriting` refuses.
    public func change(
        _ project: Project, by author: Author, at now: Timestamp
    ) async throws(AccessError) -> Project {
        try Self.check(project.details)
        return try await write { (store) throws(StoreError) in
            let before = try store.project(project.id)?.details.auditText
            let changed = try store.change(project)
            try store.record(
                author.entry(
                    "project.change", "project \(project.id.rawValue)", before: before,
                    after: changed.details.auditText, at: now))
            return changed
        }
    }

    /// Takes a project away to which nothing belongs, and its tokens with it.
    ///
    /// - Throws: `store` with what `ProjectWriting` refuses.
    public func remove(
        _ project: ProjectID, seenAs revision: Int64, by author: Author, at now: Timestamp
    ) async throws(AccessError) {
        try await write { (store) throws(StoreError) in
            let before = try store.project(project)?.details.auditText
            try store.remove(project, seenAs: revision)
            try store.record(
                author.entry("project.remove", "project \(project.rawValue)", before: before, at: now))
        }
    }

    private static func check(_ details: ProjectDetails) throws(AccessError) {
        guard details.problems.isEmpty else { throw .invalid(InvalidFields(details.problems)) }
    }
}
