// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// Tokens, invitations and links that were issued, each with the button that takes it back.
struct TokenTable: Sendable {
    let tokens: [TokenView]
    /// Where they are taken back; nothing where the reader may not.
    let path: String?
    let proof: FormProof
    let now: Timestamp

    var html: HTML {
        guard !tokens.isEmpty else { return "<p>There is none.</p>" }
        return Table(
            tokens,
            [
                .head("Label") { "<bdi>\($0.label)</bdi>" }, .cell("Opens") { "\($0.words)" },
                .cell("Until", says: end),
                .cell("Last used") { $0.lastUsedAt.map { Moments.relative($0, now: now) } ?? "never" },
                .cell("Do", says: act),
            ]
        ).html
    }

    private func act(on token: TokenView) -> HTML {
        guard let path, !token.isOver(at: now) else { return "–" }
        return ActButton.html("Take back", about: token.label, to: "\(path)/\(token.id.rawValue)/revoke", proof: proof)
    }

    private func end(of token: TokenView) -> HTML {
        if let revoked = token.revokedAt { return "taken back \(Moments.relative(revoked, now: now))" }
        guard let end = token.expiresAt else { return "–" }
        return end <= now ? "over since \(Moments.absolute(end))" : Moments.absolute(end)
    }
}

extension TokenView {
    /// Whether it counts no more.
    fileprivate func isOver(at now: Timestamp) -> Bool {
        revokedAt != nil || expiresAt.map { $0 <= now } ?? false || mostUses.map { uses >= $0 } ?? false
    }

    /// What it opens, in words.
    fileprivate var words: String {
        switch kind {
        case .api: scopes.map { "only " + $0.map(\.rawValue).joined(separator: ", ") } ?? "all that you may"
        case .enrolment: "the way in for receivers: \(left) of \(mostUses ?? 0) left"
        case .invitation:
            "the way in for a new \(role?.rawValue ?? "administrator")\(uses > 0 ? ": accepted" : "")"
        case .landowner: "a look at the station"
        case .setUp, .reset: "the way in for one person\(uses > 0 ? ": used" : "")"
        }
    }

    private var left: Int { max(0, (mostUses ?? 0) - uses) }
}
