// SPDX-License-Identifier: Apache-2.0

/// Decides who may do what: the one place that does, and it denies what nothing allows.
public enum AccessPolicy {
    /// What something belongs to.
    public enum Owner: Sendable, Hashable {
        /// A project.
        case project(ProjectID)
        /// The server, because no project has it: its own affairs, or a receiver that nobody has claimed.
        case server
    }

    /// What was decided.
    public enum Decision: Sendable, Hashable, CaseIterable {
        /// It may be done.
        case allowed
        /// Say first who you are (401).
        case unauthenticated
        /// It is there, but not for you to do (403).
        case forbidden
        /// You may not know that it is there (404).
        case hidden
    }

    /// Decides on one act on one thing.
    ///
    /// What somebody may not see is hidden and not forbidden, so that nobody learns by asking which things others have.
    public static func decide(_ permission: Permission, on owner: Owner, by principal: Principal) -> Decision {
        if has(permission, on: owner, principal) { return .allowed }
        if principal.standing == .anonymous { return .unauthenticated }
        return has(permission.sight, on: owner, principal) ? .forbidden : .hidden
    }

    /// The projects in which something may be done; nothing for all of them.
    ///
    /// Lists are narrowed by it, so that a page never counts what its reader may not see.
    public static func projects(_ permission: Permission, by principal: Principal) -> Set<ProjectID>? {
        guard principal.scopes?.contains(permission) ?? true else { return [] }
        return switch principal.standing {
        case .anonymous: []
        case .administrator: nil
        case .member(let roles): Set(roles.keys.filter { has(permission, on: .project($0), principal) })
        }
    }

    private static func has(_ permission: Permission, on owner: Owner, _ principal: Principal) -> Bool {
        guard principal.scopes?.contains(permission) ?? true else { return false }
        switch (principal.standing, owner) {
        case (.anonymous, _): return false
        case (.administrator, _): return true
        case (.member, .server): return false
        case (.member(let roles), .project(let project)):
            guard let least = permission.leastRole, let role = roles[project] else { return false }
            return role >= least
        }
    }
}
