// SPDX-License-Identifier: Apache-2.0

/// Whom a person of this server is at Motus, and which projects here that lets them see.
///
/// It is kept apart from the roles that people here gave them, so that what Motus takes back is what Motus gave, and nothing
/// else. Motus tells who may read a project and not who may change it: no more than the sight of a project follows from it.
public struct MotusBinding: Sendable, Hashable {
    /// What Motus' word makes somebody in a project.
    public static let role = Role.viewer

    /// Motus' number of the account.
    public var user: Int64
    /// The projects of this server that Motus let them read when it was last asked.
    public var projects: Set<ProjectID>

    /// A binding of these parts.
    public init(user: Int64, projects: Set<ProjectID> = []) {
        self.user = user
        self.projects = projects
    }

    /// What an account at Motus opens among some projects: those that carry the number of one that it may read.
    public init(_ account: MotusAccount, among projects: some Sequence<Project>) {
        self.init(
            user: account.user,
            projects: Set(
                projects.lazy.filter { $0.details.motusID.map(account.projects.contains) ?? false }.map(\.id)))
    }
}

extension Person {
    /// Their role in each project: the one that somebody here gave them, or what follows from Motus, whichever may more.
    public var memberships: [ProjectID: Role] {
        guard let motus else { return roles }
        return roles.merging(motus.projects.map { ($0, MotusBinding.role) }, uniquingKeysWith: max)
    }

    /// Whether they are in a project only because Motus says so.
    public func isOnlyByMotus(in project: ProjectID) -> Bool {
        roles[project] == nil && motus?.projects.contains(project) == true
    }
}
