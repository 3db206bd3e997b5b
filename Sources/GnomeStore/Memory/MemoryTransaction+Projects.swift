// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func projects(_ ids: [ProjectID]) -> [Project] { ids.compactMap { tables.projects[$0] }.inOrderOfNames }

    func projects(after: String?, limit: Int) -> [Project] {
        Array(tables.projects.rows).inOrderOfNames
            .filter { project in
                after.map { $0.utf8.lexicographicallyPrecedes(project.details.name.utf8) } ?? true
            }
            .first(limit)
    }

    func project(named name: String) -> Project? { tables.projects[key: ExactText(name)] }

    func add(_ draft: ProjectDraft) throws(StoreError) -> Project {
        try check(draft)
        let project = tables.projects.insert { id in
            Project(id: id, details: draft.details, createdAt: draft.createdAt)
        }
        guard let project else { throw .projectNameTaken }
        return project
    }

    func change(_ project: Project) throws(StoreError) -> Project {
        try checkChange(to: project)
        guard var changed = tables.projects[project.id] else { throw .noProject }
        if changed.details.motusID != project.details.motusID { endMotusMemberships(of: project.id) }
        changed.details = project.details
        changed.revision += 1
        // Out and in again, because its name is its key.
        tables.projects.remove(project.id)
        guard tables.projects.putBack(changed) != nil else { throw .projectNameTaken }
        return changed
    }

    func remove(_ project: ProjectID, seenAs revision: Int64) throws(StoreError) {
        try checkRemoval(of: project, seenAs: revision)
        endMotusMemberships(of: project)
        for token in tables.tokens.rows where token.terms.project == project { tables.tokens.remove(token.id) }
        tables.projects.remove(project)
    }
}

extension Project: MemoryRow {
    var rowKey: ExactText? { ExactText(details.name) }
}
