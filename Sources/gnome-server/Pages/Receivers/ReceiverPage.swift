// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// One receiver: how it is, what it last reported, what it sent.
struct ReceiverPage: Sendable {
    let detail: ReceiverDetail
    /// What the project that owns it is called.
    let project: String?
    let measurements: MeasurementsSection?
    let now: Timestamp

    private var receiver: ReceiverView { detail.view }

    func response(to call: Call) -> HTTPResponse {
        Pages.page(
            call, title: receiver.serial.text, now: now,
            body: """
                \(Pages.crumbs(.toReceivers))
                <h1>\(receiver.serial.text) \(receiver.badge)</h1>
                \(receiver.displayName.map { "<p class=\"name\"><bdi>\($0)</bdi></p>" as HTML })
                <p class="state">\(sentence)</p>
                \(acts(call))
                \(notices(mayLook: call.may(.readQuarantine, on: .server)))
                \(register)
                \(measurements?.html)
                \(detail.report.map { ReportSection(report: $0, at: detail.reportedAt, now: now).html } ?? noReport)
                \(messages)
                """)
    }

    /// The state in one sentence.
    private var sentence: HTML {
        switch receiver.registration {
        case .accepted: break
        case .pending:
            return """
                It was heard, but nobody has said yet that it belongs here. What it has sent so far waits, and is taken in \
                when it is accepted.
                """
        case .preauthorised: return "It is expected, and was never heard: its first contact makes it accepted."
        case .rejected: return "Somebody said that it does not belong here: what it sends waits in quarantine."
        case .decommissioned: return "It has served: its history stays, and what it still sends waits in quarantine."
        }
        guard let last = receiver.lastContactAt, let due = receiver.nextContactAt else {
            return "It is registered and was never heard."
        }
        let heard = Moments.relative(last, now: now)
        return switch receiver.contact {
        case .online: "Heard \(heard), due \(Moments.relative(due, now: now))."
        case .late: "Late: heard \(heard), was due \(Moments.relative(due, now: now))."
        case .offline: "Offline: heard \(heard), was due \(Moments.relative(due, now: now))."
        case .never: "It is registered and was never heard."
        }
    }

    /// What can be done with it by whoever looks at it.
    private func acts(_ call: Call) -> HTML {
        var acts: [ReceiverForms.Form] = []
        if call.may(.manageReceivers, in: receiver.project) {
            acts += ReceiverForms.Form.open(in: receiver.registration)
        }
        if call.may(.manageServer, on: .server) { acts.append(.edit) }
        guard !acts.isEmpty else { return .empty }
        let path = receiver.serial.path + "/"
        return
            "<ul class=\"choices\">\(HTML(acts.map { "<li><a href=\"\(path + $0.rawValue)\">\($0.title)</a></li>" }))</ul>"
    }

    /// What a person should decide.
    ///
    /// - Parameter mayLook: Whether the reader may look at what waits.
    private func notices(mayLook: Bool) -> HTML {
        var notices: [HTML] = []
        if let held = receiver.heldKey {
            notices.append(
                """
                <div class="notice" role="note"><h2>Another key</h2>
                <p>Since \(Moments.relative(held.since, now: now)) messages come under this serial with another key \
                (\(held.frames) so far, fingerprint <code>\(held.fingerprint)</code>). They wait in quarantine; the first key \
                stays trusted. Most often the card was re-flashed or swapped; it can also be a cloned card, or somebody who uses \
                this serial.</p></div>
                """)
        }
        if receiver.quarantined > 0 {
            let way: HTML =
                mayLook
                ? ": <a href=\"/quarantine?serial=\(receiver.serial.text.percentEncoded())\">what waits</a>"
                : "; an administrator can look at them"
            notices.append(
                """
                <div class="notice" role="note"><h2>In quarantine</h2>
                <p>Messages of this serial wait (\(receiver.quarantined)), each with its reason\(way).</p></div>
                """)
        }
        return HTML(notices)
    }

    private var register: HTML {
        var facts = Facts()
        facts.add("Project", project.map { "<bdi>\($0)</bdi>" })
        facts.add("Registered", Moments.absolute(receiver.registeredAt))
        facts.add("First contact", receiver.firstContactAt.map { Moments.absolute($0) })
        facts.add("Last contact", receiver.lastContactAt.map { Moments.absolute($0) })
        facts.add("Due", receiver.nextContactAt.map { Moments.absolute($0) })
        facts.add("Messages", "\(receiver.frames)")
        if let motus = receiver.motus {
            facts.add("Motus deployment", motus.name.map { "\($0)" })
            facts.add("Motus status", "\(motus.status.rawValue)")
            facts.add("Motus project", motus.projectID.map { "\(Int($0))" })
            facts.add("Motus receiver", "\(Int(motus.motusID))")
            facts.add("Deployed since", motus.start.map { Moments.absolute($0) })
        }
        return "<section><h2>Register</h2>\(facts.html)</section>"
    }

    private var noReport: HTML {
        """
        <section><h2>Last report</h2><p>It has sent no report yet.</p></section>
        """
    }

    private var messages: HTML {
        guard !detail.messages.isEmpty else { return .empty }
        let table = Table(
            detail.messages.map(MessageView.init),
            [
                .cell("When") { Moments.relative($0.receivedAt, now: now) },
                .cell("What") { "\($0.kind.rawValue)" },
                .cell("Way") { "\($0.way.rawValue)\($0.proof == .none ? ", unproven" : "")" },
                .cell("Content", as: .content) { "\($0.summary.isEmpty ? "–" : $0.summary)" },
            ])
        return "<section><h2>Newest messages</h2>\n\(table.html)</section>"
    }
}
