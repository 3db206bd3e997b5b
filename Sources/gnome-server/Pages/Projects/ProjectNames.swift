// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

extension ServerContext {
    /// The projects in which whoever asks may do an operation, as a form offers them.
    func projectChoices(_ call: Call, _ operation: Operation) async throws -> [(word: String, label: String)] {
        try await projectNames(call)
            .filter { project in operation.access.permission.map { call.may($0, in: project.key) } ?? true }.choices
    }

    /// What a project is called, where a caller may see it; its number where they may not.
    func projectName(_ id: ProjectID, _ call: Call) async throws -> String {
        guard call.may(.readProject, in: id), let project = try await access.project(id) else {
            return "\(id.rawValue)"
        }
        return project.details.name
    }

    /// The names of the projects that a caller may see.
    func projectNames(_ call: Call) async throws -> [ProjectID: String] {
        let projects = try await access.projects(for: call.caller, after: nil, limit: .max)
        return Dictionary(uniqueKeysWithValues: projects.map { ($0.id, $0.details.name) })
    }
}

extension [ProjectID: String] {
    /// The projects in the order of their names.
    var inOrder: [(key: ProjectID, value: String)] { sorted { ($0.value, $0.key) < ($1.value, $1.key) } }

    /// The same as a form offers them.
    var choices: [(word: String, label: String)] { inOrder.map { ("\($0.key.rawValue)", $0.value) } }
}
