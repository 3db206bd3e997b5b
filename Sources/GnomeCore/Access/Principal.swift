// SPDX-License-Identifier: Apache-2.0

/// Who asks, as far as it was proven.
public struct Principal: Sendable, Hashable {
    /// What somebody may by what they are, before a token narrows it.
    public enum Standing: Sendable, Hashable {
        /// Nobody has said who they are.
        case anonymous
        /// A person with a role in some projects.
        case member([ProjectID: Role])
        /// A person who looks after the server.
        case administrator
    }

    /// What they may by what they are.
    public var standing: Standing
    /// What a token leaves of that; nothing where no token was used, or where it leaves everything.
    public var scopes: Set<Permission>?

    /// A principal of these parts.
    public init(_ standing: Standing, scopes: Set<Permission>? = nil) {
        self.standing = standing
        self.scopes = scopes
    }

    /// Somebody who has not said who they are.
    public static let anonymous = Principal(.anonymous)
}
