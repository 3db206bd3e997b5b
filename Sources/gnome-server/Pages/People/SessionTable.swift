// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// Sessions of somebody, each with the button that ends it.
struct SessionTable: Sendable {
    let sessions: [SessionView]
    /// Where sessions are ended; nothing where the reader may not.
    let path: String?
    let proof: FormProof
    let now: Timestamp

    var html: HTML {
        guard !sessions.isEmpty else { return "<p>There is none.</p>" }
        return Table(
            sessions,
            [
                .head("Began") { Moments.absolute($0.begunAt) },
                .cell("Last used") { Moments.relative($0.lastUsedAt, now: now) },
                .cell("From") { "\($0.address)" },
                .cell("With", as: .content) { "<bdi>\($0.agent ?? "–")</bdi>" }, .cell("Do", says: act),
            ]
        ).html
    }

    private func act(on session: SessionView) -> HTML {
        if session.isThisOne { return "this one" }
        guard let path else { return "–" }
        let number = session.id.rawValue
        return ActButton.html("End", about: "session \(number)", to: "\(path)/\(number)/end", proof: proof)
    }
}
