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
        let rows = sessions.map { session -> HTML in
            let act: HTML =
                session.isThisOne
                ? "this one"
                : path.map {
                    ActButton.html(
                        "End", about: "session \(session.id.rawValue)", to: "\($0)/\(session.id.rawValue)/end",
                        proof: proof)
                } ?? "–"
            return """
                <tr><th scope="row">\(Moments.absolute(session.begunAt))</th>
                <td data-label="Last used">\(Moments.relative(session.lastUsedAt, now: now))</td>
                <td data-label="From">\(session.address)</td>
                <td data-label="With" class="content"><bdi>\(session.agent ?? "–")</bdi></td>
                <td data-label="Do">\(act)</td></tr>

                """
        }
        return """
            <table>
            <thead><tr><th scope="col">Began</th><th scope="col">Last used</th><th scope="col">From</th>\
            <th scope="col">With</th><th scope="col">Do</th></tr></thead>
            <tbody>
            \(HTML(rows))</tbody>
            </table>
            """
    }
}
