// SPDX-License-Identifier: Apache-2.0

/// What a person is in a project; each role may all that the ones before it may.
public enum Role: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Looks: stations, status, alerts, data.
    case viewer
    /// Runs the stations: commands, acknowledgements, deployments, uploads.
    case `operator`
    /// Says who and what belongs to the project: receivers, members, tokens, rules.
    case manager

    /// Whether one role may less than another.
    public static func < (lhs: Role, rhs: Role) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .manager: 2
        }
    }
}
