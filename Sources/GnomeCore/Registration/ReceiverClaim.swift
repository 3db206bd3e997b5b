// SPDX-License-Identifier: Apache-2.0

/// Who lays hands on a receiver that is in the register already: takes it into a project, renames it, or gives its key away.
public enum ReceiverClaim: Sendable, Hashable {
    /// Somebody, who must manage receivers where it is and where it goes.
    case person(Principal)
    /// A receiver with the enrolment token of a project: what is the project's, and what is nobody's as long as it waits for
    /// acceptance or this key is its own.
    case enrolment(ProjectID, key: KeyDigest)
    /// The server itself, which needs nobody's leave.
    case server

    /// Whether it may have the receiver.
    ///
    /// - Parameters:
    ///   - receiver: The receiver as it is.
    ///   - project: Whose it is to be; nothing leaves it where it is.
    public func holds(for receiver: Receiver, into project: ProjectID? = nil) -> Bool {
        switch self {
        case .server: return true
        case .person(let principal):
            return [receiver.project, project ?? receiver.project].allSatisfy { project in
                let owner = project.map(AccessPolicy.Owner.project) ?? .server
                return AccessPolicy.decide(.manageReceivers, on: owner, by: principal) == .allowed
            }
        case .enrolment(let granted, let key):
            guard let owner = receiver.project else { return receiver.registration == .pending || receiver.key == key }
            return owner == granted
        }
    }
}
