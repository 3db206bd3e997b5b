// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Who is who, in JSON: newcomers under the serials of others, and what people decide of them.
struct ConflictsAPI: Sendable {
    private let context: ServerContext
    private static let manage = Access.permission(.manageReceivers, on: .conflict)

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] { [list, show, settle, undo] }

    private var list: Operation {
        .api(
            "GET", "/conflicts", "conflicts", access: .permission(.readReceivers, on: .list),
            Contract(
                "Lists identity conflicts, the newest first.",
                query: [
                    .init("state", .oneOf(["open", "settled"]), "Only open ones, or only settled ones."), .before,
                    .limit,
                ], answers: .json(PageView<ConflictView, IdentityConflictID>.self))
        ) { call in
            let limit = try call.pageLimit()
            let filter = IdentityConflictFilter(
                projects: call.projects(.readReceivers), isOpen: try call.asksForOpenConflicts())
            let conflicts = try await context.identities.conflicts(
                matching: filter, before: call.cursor("before").map(IdentityConflictID.init), limit: limit)
            return .json(
                PageView(
                    items: conflicts.map(ConflictView.init), next: conflicts.cursor(\.conflict.id, limit: limit)))
        }
    }

    private var show: Operation {
        .api(
            "GET", "/conflicts/{conflict}", "conflict", access: .permission(.readReceivers, on: .conflict),
            Contract(
                "Shows an identity conflict, with what probably happened and what can be done.",
                answers: .json(ConflictView.self))
        ) { call in .json(try await view(call.conflict())) }
    }

    private static let decision = [
        Field(
            "act", "What to do",
            .choice([
                ("accept", "It is the receiver, with a new key"), ("swap", "The card of the other receiver was put in"),
                ("split", "It is another receiver with the same serial"), ("reject", "It is none of ours"),
            ]), isRequired: true)
    ]

    /// Settles a conflict.
    var settle: Operation {
        .api(
            "POST", "/conflicts/{conflict}/settle", "conflict-settle", access: Self.manage, bodyLimit: 4096,
            Contract(
                "Settles an identity conflict.", body: .json(Self.decision.schema), answers: .json(SettledView.self))
        ) { call in
            var reader = try FieldReader(call.body, of: Self.decision)
            let act = reader.choice("act", as: ConflictSettlement.Act.self)
            try reader.finish()
            let id = try call.conflict()
            let settled = try await context.identities.settle(
                id, by: act ?? .accept, claim: call.claim, author: call.caller.author, at: context.now())
            return .json(
                SettledView(
                    conflict: try await view(id), released: settled.released, dropped: settled.dropped,
                    split: settled.split))
        }
    }

    /// Takes a settlement back.
    var undo: Operation {
        .api(
            "POST", "/conflicts/{conflict}/undo", "conflict-undo", access: Self.manage,
            Contract(
                "Takes the last settlement of a receiver back; the conflict is open again.",
                answers: .json(ConflictView.self))
        ) { call in
            let id = try call.conflict()
            _ = try await context.identities.undo(
                id, claim: call.claim, author: call.caller.author, at: context.now())
            return .json(try await view(id))
        }
    }

    private func view(_ id: IdentityConflictID) async throws -> ConflictView {
        ConflictView(try await context.identities.conflict(id))
    }
}

extension Call {
    /// The conflict in the path.
    func conflict() throws(Problem) -> IdentityConflictID { IdentityConflictID(rawValue: try number("conflict")) }

    /// Whether the query asks for conflicts that are open, or for those that are settled; nothing where it does not say.
    ///
    /// - Throws: `Problem` 400 where it says something else.
    func asksForOpenConflicts() throws(Problem) -> Bool? {
        guard let text = query("state") else { return nil }
        guard let isOpen = ["open": true, "settled": false][text] else {
            throw .invalid("state: expected open or settled.")
        }
        return isOpen
    }
}
