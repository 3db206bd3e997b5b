// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// A landowner's look at a station: the links to it, made and taken back, and the page that they open.
struct LandownerPages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [.page("GET", "/look/{link}", "look-page", access: LandownerAPI.access, handler: look)]
            + issue.operations + revoke.operations
    }

    @Sendable private func look(_ call: Call) async throws -> HTTPResponse {
        let now = context.now()
        let view = try await context.look(by: call["link"])
        var response = Pages.page(
            call, title: view.name, now: now,
            body: """
                <h1><bdi>\(view.name)</bdi></h1>
                <p class="state">\(Self.state(of: view, now: now))</p>
                \(Self.facts(of: view))
                <p>This station listens for tagged birds, bats and insects that pass. You were given this page because it stands on \
                your land or near it; its place is shown to some ten kilometres, to you and to everybody who has this link.</p>
                """)
        response.headers["X-Robots-Tag"] = "noindex"
        return response
    }

    private static func state(of view: LandownerView, now: Timestamp) -> HTML {
        guard !view.hanging.isEmpty else { return "Nothing hangs there now." }
        return HTML(
            view.hanging.map { hanging -> HTML in
                let heard: HTML =
                    hanging.lastContactAt.map { "heard \(Moments.relative($0, now: now))" }
                    ?? "not heard from there yet"
                let words =
                    switch hanging.contact {
                    case .online: "It works"
                    case .late: "It is late"
                    case .offline: "It is silent"
                    case .never: "It waits for its first sign of life"
                    case nil: "It is silent, as it is supposed to be now"
                    }
                return "\(words): \(heard). "
            })
    }

    private static func facts(of view: LandownerView) -> HTML {
        var facts = Facts()
        facts.add("About where", view.place.map { "\($0.words)" })
        facts.add("Since", view.firstHungAt.map { Moments.absolute($0) })
        facts.add("Hangs there since", view.hanging.first.map { Moments.absolute($0.since) })
        facts.add("Messages", "\(view.frames)")
        return facts.html
    }

    private var issue: FormPage {
        FormPage(
            context: context, path: "/stations/{station}/links/new", name: "station-link-new-page",
            operation: ProjectsAPI(context).issueLink, fields: AccessRequests.link, button: "Make the link",
            page: { call, form in
                FormPage.around(
                    form, of: call, "New link for a landowner", try await context.stationCrumbs(call),
                    """
                    <p>Whoever opens it sees the station's name, whether it works, and where it is to some ten kilometres: no \
                    serial, no notes, no photos. It can change nothing, and you can take it back.</p>

                    """)
            },
            done: { call, answer in
                ShownOnce(
                    title: "A link for a landowner", crumbs: try await context.stationCrumbs(call),
                    about: "<p>Send it to whom it is for, or print the picture.</p>",
                    secret: context.address(of: "/look/\(try answer.value(IssuedTokenView.self).token)", call),
                    picture: "The link as a QR code"
                ).response(to: call)
            })
    }

    private var revoke: ActButton {
        ActButton(
            context: context, path: "/stations/{station}/links/{token}/revoke", name: "station-link-revoke-send",
            operation: SessionAPI(context).revokeToken, done: StationPages.back)
    }
}
