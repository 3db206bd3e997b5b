// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The page of identity conflicts: what probably happened in each that is open, and what can be done; and of those that are
/// settled, with a way back.
struct ConflictsPage: Sendable {
    private static let pageSize = 100
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let api = ConflictsAPI(context)
        let back: FormPage.Done = { _, _ in .see("/conflicts") }
        return [
            .page("GET", "/conflicts", "conflicts-page", access: .permission(.readReceivers, on: .list), handler: list)
        ]
            + ConflictSettlement.Act.allCases.flatMap { act in
                ActButton(
                    context: context, path: "/conflicts/{conflict}/\(act.rawValue)",
                    name: "conflict-\(act.rawValue)-send", operation: api.settle,
                    body: ["act": .string(act.rawValue)], done: back
                ).operations
            }
            + ActButton(
                context: context, path: "/conflicts/{conflict}/undo", name: "conflict-undo-send", operation: api.undo,
                done: back
            ).operations
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let isOpen = try call.asksForOpenConflicts() ?? true
        let filter = IdentityConflictFilter(projects: call.projects(.readReceivers), isOpen: isOpen)
        let conflicts = try await context.identities.conflicts(
            matching: filter, before: call.cursor("before").map(IdentityConflictID.init), limit: Self.pageSize)
        let now = context.now()
        let articles = conflicts.map { explained -> HTML in
            article(
                ConflictView(explained), mayManage: call.may(.manageReceivers, in: explained.receiver.project),
                proof: call.proof, now: now)
        }
        let none: HTML = isOpen ? "<p>Every receiver is who it says it is.</p>" : "<p>Nothing was decided yet.</p>"
        let other: HTML =
            isOpen
            ? "<a href=\"/conflicts?state=settled\">Those that are settled</a>"
            : "<a href=\"/conflicts\">Those that are open</a>"
        let next = conflicts.cursor(\.conflict.id.rawValue, limit: Self.pageSize)
        return Pages.page(
            call, title: "Conflicts", now: now,
            body: """
                <h1>Who is who</h1>
                \(articles.isEmpty ? none : HTML(articles))
                \(Pages.older(next, at: "/conflicts" + Pages.query(["state": isOpen ? nil : "settled"])))
                <p>\(other)</p>
                """)
    }

    private func article(_ view: ConflictView, mayManage: Bool, proof: FormProof, now: Timestamp) -> HTML {
        let path = "/conflicts/\(view.id.rawValue)"
        let acts: HTML =
            if !mayManage { .empty } else if view.decision != nil {
                ActButton.html("Undo", to: path + "/undo", proof: proof)
            } else { HTML(view.acts.map { ActButton.html($0.words, to: "\(path)/\($0.rawValue)", proof: proof) }) }
        let state: HTML = view.decision.map { "<p>Decided: \($0.words).</p>" } ?? .empty
        return """
            <article>
            <h2>\(view.serial.link)</h2>
            <p>\(view.explanation)</p>
            <p>Since \(Moments.absolute(view.openedAt)), last \(Moments.relative(view.lastShownAt, now: now)); \
            messages: \(view.frames).</p>
            \(state)\(acts)
            </article>

            """
    }
}

extension ConflictSettlement.Act {
    /// What a page calls it.
    fileprivate var words: String {
        switch self {
        case .accept: "Accept the new key"
        case .swap: "The other card was put in"
        case .split: "It is another receiver"
        case .reject: "It is none of ours"
        }
    }
}
