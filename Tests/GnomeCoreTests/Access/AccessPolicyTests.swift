// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Access policy")
struct AccessPolicyTests {
    static let own = ProjectID(rawValue: 1)
    static let foreign = ProjectID(rawValue: 2)

    /// The expected table: what viewer, operator and manager may in their own project.
    static let table: [(permission: Permission, viewer: Bool, operator: Bool, manager: Bool)] = [
        (.readReceivers, true, true, true),
        (.operateReceivers, false, true, true),
        (.manageReceivers, false, false, true),
        (.readStations, true, true, true),
        (.manageStations, false, true, true),
        (.readProject, true, true, true),
        (.manageProject, false, false, true),
        (.readQuarantine, false, false, false),
        (.manageQuarantine, false, false, false),
        (.readServer, false, false, false),
        (.manageServer, false, false, false),
    ]

    @Test("The expected table names every permission once")
    func completeness() {
        #expect(Self.table.map(\.permission) == Permission.allCases)
    }

    @Test("A role may what the table says in its own project", arguments: Role.allCases)
    func roles(role: Role) {
        for row in Self.table {
            let expected =
                switch role {
                case .viewer: row.viewer
                case .operator: row.operator
                case .manager: row.manager
                }
            let decision = AccessPolicy.decide(
                row.permission, on: .project(Self.own), by: Principal(.member([Self.own: role])))
            #expect((decision == .allowed) == expected, "\(role) \(row.permission)")
        }
    }

    @Test("What is in a foreign project, or in none, is hidden from every role", arguments: Role.allCases)
    func foreign(role: Role) {
        let member = Principal(.member([Self.own: role]))
        for permission in Permission.allCases {
            #expect(AccessPolicy.decide(permission, on: .project(Self.foreign), by: member) == .hidden)
            #expect(AccessPolicy.decide(permission, on: .server, by: member) == .hidden)
        }
    }

    @Test("An administrator may everything, an anonymous caller nothing")
    func extremes() {
        for permission in Permission.allCases {
            for owner in [AccessPolicy.Owner.project(Self.own), .server] {
                #expect(AccessPolicy.decide(permission, on: owner, by: Principal(.administrator)) == .allowed)
                #expect(AccessPolicy.decide(permission, on: owner, by: .anonymous) == .unauthenticated)
            }
        }
    }

    @Test("What a member sees but may not do is forbidden, not hidden")
    func forbidden() {
        let viewer = Principal(.member([Self.own: .viewer]))
        #expect(AccessPolicy.decide(.manageStations, on: .project(Self.own), by: viewer) == .forbidden)
    }

    @Test("A token never gives more than its owner may, and nothing outside its scopes", arguments: Permission.allCases)
    func scopes(scope: Permission) {
        for role in Role.allCases {
            let owner = Principal(.member([Self.own: role]))
            let token = Principal(owner.standing, scopes: [scope])
            for permission in Permission.allCases {
                let byOwner = AccessPolicy.decide(permission, on: .project(Self.own), by: owner)
                let byToken = AccessPolicy.decide(permission, on: .project(Self.own), by: token)
                #expect((byToken == .allowed) == (byOwner == .allowed && permission == scope))
            }
        }
        let narrowed = Principal(.administrator, scopes: [scope])
        for permission in Permission.allCases where permission != scope {
            #expect(AccessPolicy.decide(permission, on: .server, by: narrowed) != .allowed)
        }
    }

    @Test("Lists are narrowed to the projects in which each single thing is allowed", arguments: Permission.allCases)
    func lists(permission: Permission) {
        let roles: [ProjectID: Role] = [Self.own: .operator, Self.foreign: .viewer]
        let member = Principal(.member(roles))
        let allowed = roles.keys.filter {
            AccessPolicy.decide(permission, on: .project($0), by: member) == .allowed
        }
        #expect(AccessPolicy.projects(permission, by: member) == Set(allowed))
        #expect(AccessPolicy.projects(permission, by: .anonymous) == [])
        #expect(AccessPolicy.projects(permission, by: Principal(.administrator)) == nil)
        #expect(AccessPolicy.projects(permission, by: Principal(.administrator, scopes: [])) == [])
    }
}
