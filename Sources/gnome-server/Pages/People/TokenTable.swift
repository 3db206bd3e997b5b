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
        return """
            <table>
            <thead><tr><th scope="col">Label</th><th scope="col">Opens</th><th scope="col">Until</th>\
            <th scope="col">Last used</th><th scope="col">Do</th></tr></thead>
            <tbody>
            \(HTML(tokens.map(row)))</tbody>
            </table>
            """
    }

    private func row(_ token: TokenView) -> HTML {
        let isOver = token.isOver(at: now)
        let act: HTML =
            isOver
            ? "–"
            : path.map {
                ActButton.html("Take back", about: token.label, to: "\($0)/\(token.id.rawValue)/revoke", proof: proof)
            } ?? "–"
        return """
            <tr><th scope="row"><bdi>\(token.label)</bdi></th>
            <td data-label="Opens">\(token.words)</td>
            <td data-label="Until">\(end(of: token))</td>
            <td data-label="Last used">\(token.lastUsedAt.map { Moments.relative($0, now: now) } ?? "never")</td>
            <td data-label="Do">\(act)</td></tr>

            """
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
