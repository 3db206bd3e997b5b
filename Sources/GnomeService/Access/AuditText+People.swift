// SPDX-License-Identifier: Apache-2.0

import GnomeCore

// What the audit keeps of people, projects and tokens before and after a change: JSON text without any secret.

extension Person {
    var auditText: String {
        let roles = roles.map { (String($0.key.rawValue), JSONValue.string($0.value.rawValue)) }
        var members: [String: JSONValue] = [
            "login": .string(login.text), "name": .string(name), "administrator": .bool(isAdministrator),
            "disabledAt": disabledAt.json, "roles": .object(Dictionary(uniqueKeysWithValues: roles)),
        ]
        if let motus {
            members["motusID"] = .integer(motus.user)
            members["seenByMotus"] = .array(motus.projects.map(\.rawValue).sorted().map(JSONValue.integer))
        }
        return JSONValue.object(members).compactText
    }
}

extension ProjectDetails {
    var auditText: String {
        JSONValue.object(["name": .string(name), "motusID": motusID.map { .integer(Int64($0)) } ?? .null]).compactText
    }
}

extension TokenTerms {
    var auditText: String {
        JSONValue.object([
            "kind": .string(kind.rawValue), "label": .string(label),
            "person": (person?.rawValue).json, "project": (project?.rawValue).json, "station": (station?.rawValue).json,
            "role": role.map { .string($0.rawValue) } ?? .null, "administrator": .bool(isForAdministrator),
            "scopes": scopes.map { .array($0.map(\.rawValue).sorted().map(JSONValue.string)) } ?? .null,
            "mostUses": mostUses.map(Int64.init).json, "expiresAt": expiresAt.json,
        ]).compactText
    }
}

extension Int64? {
    fileprivate var json: JSONValue { map(JSONValue.integer) ?? .null }
}

extension Timestamp? {
    fileprivate var json: JSONValue { map { .string($0.description) } ?? .null }
}
