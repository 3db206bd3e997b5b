// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

extension ServerContext {
    /// The projects in which whoever asks may do an operation, as a form offers them.
    func projectChoices(_ call: Call, _ operation: Operation) async throws -> [(word: String, label: String)] {
        let open = operation.access.permission.flatMap { call.projects($0) }
        return try await projectNames(call).filter { open?.contains($0.key) ?? true }
            .sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { ("\($0.key.rawValue)", $0.value) }
    }

    /// The names of the projects that a caller may see.
    func projectNames(_ call: Call) async throws -> [ProjectID: String] {
        let projects = try await access.projects(for: call.caller, after: nil, limit: .max)
        return Dictionary(uniqueKeysWithValues: projects.map { ($0.id, $0.details.name) })
    }
}
