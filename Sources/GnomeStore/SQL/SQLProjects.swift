// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func projects(_ ids: [ProjectID]) throws(StoreError) -> [Project] {
        let projects: [Project] = try connection.all(
            "SELECT id, name, motus_id, created_at, revision FROM projects WHERE id = $1", rows: ids.map { [$0.sql] })
        return projects.inOrderOfNames
    }

    func projects(after: String?, limit: Int) throws(StoreError) -> [Project] {
        try projects(
            connection.all(
                "SELECT id FROM projects WHERE name > $1 ORDER BY name LIMIT $2", (after ?? "").sql, limit.limit))
    }

    func project(named name: String) throws(StoreError) -> Project? {
        try projects(connection.all("SELECT id FROM projects WHERE name = $1", name.sql)).first
    }

    func add(_ draft: ProjectDraft) throws(StoreError) -> Project {
        try check(draft)
        let id: ProjectID? = try connection.first(
            "INSERT INTO projects (name, motus_id, created_at, revision) VALUES ($1, $2, $3, 1) RETURNING id",
            draft.details.name.sql, draft.details.motusID.sql, draft.createdAt.sql)
        guard let id else { throw .noProject }
        return Project(id: id, details: draft.details, createdAt: draft.createdAt)
    }

    func change(_ project: Project) throws(StoreError) -> Project {
        try checkChange(to: project)
        if try self.project(project.id)?.details.motusID != project.details.motusID {
            try endMotusMemberships(of: project.id)
        }
        try connection.execute(
            "UPDATE projects SET name = $2, motus_id = $3, revision = revision + 1 WHERE id = $1",
            project.id.sql, project.details.name.sql, project.details.motusID.sql)
        guard let changed = try self.project(project.id) else { throw .noProject }
        return changed
    }

    func remove(_ project: ProjectID, seenAs revision: Int64) throws(StoreError) {
        try checkRemoval(of: project, seenAs: revision)
        try endMotusMemberships(of: project)
        try connection.execute("DELETE FROM tokens WHERE project_id = $1", project.sql)
        try connection.execute("DELETE FROM projects WHERE id = $1", project.sql)
    }
}

extension Project: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), details: ProjectDetails(name: try row.next(), motusID: try row.next()),
            createdAt: try row.next(), revision: try row.next())
    }
}
