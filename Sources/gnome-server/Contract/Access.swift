// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Who may use an operation: every operation says so, and none is reached before it was decided.
enum Access: Sendable, Hashable {
    /// Anybody, for a reason that stands beside it.
    case open(because: String)
    /// Anybody at this machine, for a reason that stands beside it; nobody whom a proxy speaks for.
    case thisMachine(because: String)
    /// A receiver with its own key, which the operation checks itself, because even a wrong one is kept.
    case receiver
    /// Whoever has said who they are.
    case somebody
    /// Whoever has said who they are, about themselves; no token that may not do everything.
    case oneself
    /// Whoever has the permission on what the path names.
    case permission(Permission, on: Subject)

    /// What a permission is asked for.
    enum Subject: Sendable, Hashable {
        /// The server's own affairs.
        case server
        /// A list, which the operation narrows to what the caller may see.
        case list
        /// What a parameter of the path names.
        case receiver, station, deployment, project, conflict
    }

    /// Whether only those may who have said who they are.
    var isOfSomebody: Bool {
        switch self {
        case .open, .thisMachine, .receiver: false
        case .somebody, .oneself, .permission: true
        }
    }
    /// The permission, for the document; nothing where none is asked for.
    var permission: Permission? { if case .permission(let permission, _) = self { permission } else { nil } }
}

extension Access {
    /// Where people come in.
    static let entrance = Access.open(because: "it is the way in, and proves itself by what it is given")
}

extension ServerContext {
    /// Lets a caller pass to an operation, or says why not.
    ///
    /// - Throws: `Problem` 401 where nobody has said who they are, 403 where it is not theirs to do, 404 where they may not
    ///   know that it is there.
    func authorize(_ call: Call, for access: Access) async throws {
        switch access {
        case .open, .receiver: return
        case .thisMachine:
            // Whoever comes by way of a proxy comes from elsewhere, whatever the address says.
            let isProxied =
                isPublic(call.head)
                || ["Forwarded", "X-Forwarded-For", "Via"].contains { call.head.headers[$0] != nil }
            guard Loopback.isAddress(call.head.remoteAddress), !isProxied else { throw call.missing(.server) }
        case .somebody, .oneself:
            if call.caller.principal.standing == .anonymous { throw Problem.unauthenticated }
            guard access == .somebody || call.caller.principal.scopes == nil else {
                throw Problem(
                    status: 403, detail: "This token may do only what it was issued for. Log in for the rest.")
            }
        case .permission(let permission, .list):
            // Whoever has a role anywhere may ask; the list holds what is theirs.
            if call.caller.principal.standing == .anonymous { throw Problem.unauthenticated }
            guard call.caller.principal.scopes?.contains(permission) ?? true else { throw Problem.forbidden }
        case .permission(let permission, let subject):
            let owner = try await owner(of: subject, in: call)
            switch AccessPolicy.decide(permission, on: owner, by: call.caller.principal) {
            case .allowed: return
            case .unauthenticated: throw Problem.unauthenticated
            case .forbidden: throw Problem.forbidden
            // A member is told the same of what does not concern them and of what is not there.
            case .hidden: throw subject == .server ? Problem.forbidden : call.missing(subject)
            }
        }
    }

    /// To whom it belongs what the path names; what is not there is the server's, so that only administrators learn of it.
    ///
    /// - Throws: `Problem` 400 where the path names something that can't be.
    private func owner(of subject: Access.Subject, in call: Call) async throws -> AccessPolicy.Owner {
        let find: @Sendable (any StoreReader) throws(StoreError) -> ProjectID?
        switch subject {
        case .server, .list: return .server
        case .project: return .project(try call.project())
        case .receiver:
            let serial = try call.serial()
            find = { store throws(StoreError) in try store.receivers([serial])[serial]?.project }
        case .station:
            let id = try call.station()
            find = { store throws(StoreError) in try store.station(id)?.project }
        case .conflict:
            let id = try call.conflict()
            find = { store throws(StoreError) in
                try store.identityConflict(id).flatMap { conflict throws(StoreError) in
                    try store.receiver(conflict.receiver)?.project
                }
            }
        case .deployment:
            let id = try call.deployment()
            find = { store throws(StoreError) in
                try store.deployment(id).flatMap { deployment throws(StoreError) in
                    try store.station(deployment.details.station)?.project
                }
            }
        }
        return try await store.read(find).map(AccessPolicy.Owner.project) ?? .server
    }
}
