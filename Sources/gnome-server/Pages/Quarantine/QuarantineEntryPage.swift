// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// One entry of the quarantine: why it waits, what could be read of it, and what is there.
struct QuarantineEntryPage: Sendable {
    let view: QuarantineEntryView
    let now: Timestamp

    private var entry: QuarantineView { view.entry }

    func response(to call: Call) -> HTTPResponse {
        let id = Int(entry.id.rawValue)
        return Pages.page(
            call, title: "Quarantine \(id)", now: now,
            body: """
                \(Pages.crumbs(.toQuarantine))
                <h1>Entry \(id): \(entry.reason.words)</h1>
                <p class="state">\(view.explanation)</p>
                \(facts)
                \(layers)
                \(content)
                <section><h2>To do something about it</h2>
                <p>Send it in again: <code>gnomectl quarantine replay \(id)</code></p>
                <p>Drop it, with a reason: <code>gnomectl quarantine drop \(id) --because "…"</code></p></section>
                """)
    }

    private var facts: HTML {
        var facts = Facts()
        facts.add("Came", Moments.absolute(entry.receivedAt))
        facts.add("Detail", "\(entry.detail)")
        facts.add("Claims to be", entry.serial.map { "\($0.text)" })
        facts.add("Way", "\(entry.way.rawValue), \(entry.route)")
        facts.add("Content type", entry.contentType.map { "\($0)" })
        facts.add("Bytes", "\(entry.size)")
        for (name, value) in view.attributes.sorted(by: { $0.key < $1.key }) { facts.add(name, "\(value)") }
        return facts.html
    }

    private var layers: HTML {
        let table = Table(
            view.decoded.layers,
            [
                .head("Layer") { "\($0.name.rawValue)" }, .cell("Read") { "\($0.isUnderstood ? "yes" : "no")" },
                .cell("What", as: .content) { layer in
                    "\(layer.note)\(layer.offset.map { ", at byte \($0)" } ?? "")"
                },
            ])
        return "<section><h2>What could be read</h2>\n\(table.html)</section>"
    }

    private var content: HTML {
        let decoded = view.decoded
        guard decoded.form != .empty else { return "<p>The body is empty.</p>" }
        let part = decoded.isShortened ? ", of which a part is shown" : ""
        return """
            <section><h2>Content as \(decoded.form.rawValue)</h2>
            <p>\(decoded.size) bytes\(part).</p>
            <pre tabindex="0">\(decoded.content)</pre></section>
            """
    }
}
