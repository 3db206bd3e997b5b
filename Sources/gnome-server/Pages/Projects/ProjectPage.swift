// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// One project: who belongs to it, and what lets receivers and people into it.
struct ProjectPage: Sendable {
    let project: ProjectView
    let members: [MemberView]
    let nextMember: String?
    let tokens: [TokenView]
    let olderToken: TokenID?
    let mayManage: Bool
    let mayStation: Bool
    let mayReceivers: Bool
    let isAdministrator: Bool
    let proof: FormProof
    let now: Timestamp

    private var path: String { project.id.path }

    var html: HTML {
        """
        \(Pages.crumbs(.toProjects))
        <h1><bdi>\(project.name)</bdi></h1>
        \(facts.html)
        <ul class="choices">\(HTML(choices))</ul>
        <section><h2>Members</h2>
        \(members.isEmpty ? "<p>Nobody has a role in it yet.</p>" : table)
        \(Pages.next(nextMember, at: path))
        \(mayManage ? additions : .empty)</section>
        \(mayManage ? waysIn : .empty)
        """
    }

    private var facts: Facts {
        var facts = Facts()
        facts.add("Number", "\(Int(project.id.rawValue))")
        facts.add("Number at Motus", project.motusID.map { "\($0)" })
        facts.add("Since", Moments.absolute(project.createdAt))
        return facts
    }

    private var choices: [HTML] {
        let number = Int(project.id.rawValue)
        let all: [(isOpen: Bool, path: String, text: String)] = [
            (true, "/stations?project=\(number)", "Its stations"),
            (true, "/receivers?project=\(number)", "Its receivers"),
            (mayStation, path + "/stations/new", "New station"),
            (mayReceivers, path + "/receivers/new", "Register a receiver"),
            (mayReceivers, path + "/receivers/import", "Import receivers"),
            (mayManage, path + "/edit", "Change the project"),
        ]
        return all.filter(\.isOpen).map { "<li><a href=\"\($0.path)\">\($0.text)</a></li>" }
    }

    private var table: HTML {
        var columns: [Table<MemberView>.Column] = [
            .head("Name") { "<bdi>\($0.name)</bdi>" }, .cell("Log-in name") { "\($0.login)" },
            .cell("Role") { "\($0.role.rawValue)\($0.isFromMotus ? ", by Motus" : "")" },
        ]
        if mayManage { columns.append(.cell("Do", says: acts)) }
        return Table(members, columns).html
    }

    private func acts(on member: MemberView) -> HTML {
        let place = "\(path)/members/\(member.person.rawValue)"
        // What Motus gives is taken back there.
        let remove =
            member.isFromMotus
            ? HTML.empty : ActButton.html("Remove", about: member.login, to: place + "/remove", proof: proof)
        return """
            <a href="\(place)">Change the role<span class="unseen"> of \(member.login)</span></a> \
            \(remove)
            """
    }

    private var additions: HTML {
        let choose: HTML =
            isAdministrator ? "<li><a href=\"\(path)/members/new\">Give somebody a role</a></li>" : .empty
        return "<ul class=\"choices\"><li><a href=\"\(path)/invite\">Invite somebody</a></li>\(choose)</ul>"
    }

    private var waysIn: HTML {
        """
        <section><h2>Invitations, enrolment tokens and links</h2>
        \(TokenTable(tokens: tokens, path: path + "/tokens", proof: proof, now: now).html)
        \(Pages.older(olderToken?.rawValue, at: path))
        <p><a href="\(path)/enrolment-tokens/new">New enrolment token</a></p></section>
        """
    }
}
