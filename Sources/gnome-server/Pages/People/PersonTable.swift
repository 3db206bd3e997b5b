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
        let rows = people.map { person -> HTML in
            """
            <tr><th scope="row"><a href="\(path(person.id))"><bdi>\(person.name)</bdi></a></th>
            <td data-label="Log-in name">\(person.login)</td>
            <td data-label="Is">\(person.standing)</td>
            <td data-label="Since">\(Moments.absolute(person.createdAt))</td></tr>

            """
        }
        return """
            <table>
            <thead><tr><th scope="col">Name</th><th scope="col">Log-in name</th><th scope="col">Is</th>\
            <th scope="col">Since</th></tr></thead>
            <tbody>
            \(HTML(rows))</tbody>
            </table>
            """
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
