// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// People as a list shows them.
struct PersonTable: Sendable {
    let people: [PersonView]
    let now: Timestamp
    /// What the name of a person leads to.
    let path: @Sendable (PersonID) -> String

    var html: HTML {
        Table(
            people,
            [
                .head("Name") { .link(to: path($0.id), name: $0.name) },
                .cell("Log-in name") { "\($0.login)" }, .cell("Is") { "\($0.standing)" },
                .cell("Since") { Moments.absolute($0.createdAt) },
            ]
        ).html
    }
}

extension PersonView {
    /// What they are here, in words.
    var standing: String {
        let what =
            isAdministrator
            ? "administrator" : roles.count == 1 ? "in one project" : "in \(roles.count) projects"
        return disabledAt == nil ? what : "disabled, \(what)"
    }
}
