// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// One person: who they are, what they may, and where they are logged in.
struct PersonPage: Sendable {
    let person: PersonView
    let sessions: [SessionView]
    /// The names of projects.
    let projects: [ProjectID: String]
    let mayManage: Bool
    let proof: FormProof
    let now: Timestamp

    private var path: String { person.id.path }

    var html: HTML {
        """
        \(Pages.crumbs(.toPeople))
        <h1><bdi>\(person.name)</bdi></h1>
        \(facts.html)
        \(mayManage ? acts : .empty)
        <section><h2>Projects</h2>
        \(roles)</section>
        <section><h2>Sessions</h2>
        \(SessionTable(sessions: sessions, path: mayManage ? path + "/sessions" : nil, proof: proof, now: now).html)
        \(mayManage && !sessions.isEmpty ? ActButton.html("End all", to: path + "/sessions/end", proof: proof) : .empty)
        </section>
        """
    }

    private var facts: Facts {
        var facts = Facts()
        facts.add("Log-in name", "\(person.login)")
        facts.add("Is", "\(person.standing)")
        facts.add("Number at Motus", person.motusID.map { "\(String($0))" })
        facts.add("Here since", Moments.absolute(person.createdAt))
        facts.add("Can't log in since", person.disabledAt.map { Moments.absolute($0) })
        return facts
    }

    private var acts: HTML {
        """
        <ul class="choices"><li><a href="\(path)/edit">Change the person</a></li>\
        <li><a href="\(path)/remove">Take them away</a></li></ul>
        \(person.disabledAt == nil ? ActButton.html("Make a link for a new password", to: path + "/reset-link", proof: proof) : .empty)
        """
    }

    private var roles: HTML {
        guard !person.roles.isEmpty else {
            return person.isAdministrator
                ? "<p>An administrator needs no role in a project.</p>" : "<p>They have a role in no project.</p>"
        }
        let items = person.roles.map { membership -> HTML in
            let project = membership.project
            return """
                <li>\(project.link(projects[project] ?? "\(project.rawValue)")): \
                \(membership.role.rawValue)\(membership.isFromMotus ? ", by Motus" : "")</li>
                """
        }
        return "<ul>\(HTML(items))</ul>"
    }
}
