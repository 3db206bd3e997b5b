// SPDX-License-Identifier: Apache-2.0

/// One thing that somebody may do: what every operation of the API names, and what the scopes of a token are made of.
public enum Permission: String, Sendable, Hashable, Codable, CaseIterable {
    /// See receivers, their status and messages.
    case readReceivers = "receivers:read"
    /// Deploy receivers, swap hardware, ask something of a receiver.
    case operateReceivers = "receivers:operate"
    /// Register, accept, reject and decommission receivers; decide on keys; issue credentials.
    case manageReceivers = "receivers:manage"
    /// See stations and their history.
    case readStations = "stations:read"
    /// Make and change stations and deployments.
    case manageStations = "stations:manage"
    /// See a project and its members.
    case readProject = "project:read"
    /// Change a project's name and settings, its members and its enrolment tokens.
    case manageProject = "project:manage"
    /// See what waits in quarantine.
    case readQuarantine = "quarantine:read"
    /// Replay or drop what waits in quarantine.
    case manageQuarantine = "quarantine:manage"
    /// See people, sessions and tokens of others, the audit trail, jobs and forwards.
    case readServer = "server:read"
    /// Make projects and people, change jobs and forwards.
    case manageServer = "server:manage"

    /// The least role in a project that has it; nothing where only administrators do.
    ///
    /// Quarantine holds what may come from anybody, and the server's affairs touch every project: no role of one project
    /// reaches them.
    public var leastRole: Role? {
        switch self {
        case .readReceivers, .readStations, .readProject: .viewer
        case .operateReceivers, .manageStations: .operator
        case .manageReceivers, .manageProject: .manager
        case .readQuarantine, .manageQuarantine, .readServer, .manageServer: nil
        }
    }

    /// What one must be able to see before one is told that more is not allowed.
    var sight: Permission {
        switch self {
        case .readReceivers, .operateReceivers, .manageReceivers: .readReceivers
        case .readStations, .manageStations: .readStations
        case .readProject, .manageProject: .readProject
        case .readQuarantine, .manageQuarantine: .readQuarantine
        case .readServer, .manageServer: .readServer
        }
    }
}
