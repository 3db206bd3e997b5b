// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages for people, made on the server, without scripts.
struct Pages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let everybody = Access.open(because: "it is the same for everybody, and says nothing of anything")
        let ofReceiver = Access.permission(.readReceivers, on: .receiver)
        return [
            .page("GET", "/", "home", access: everybody) { _ in
                HTTPResponse(status: 303, headers: ["Location": "/receivers"])
            },
            .page("GET", "/receivers", "receivers-page", access: .permission(.readReceivers, on: .list), handler: list),
            .page("GET", "/receivers/{serial}", "receiver-page", access: ofReceiver, handler: detail),
            .page("GET", "/receivers/{serial}/series", "series-list-page", access: ofReceiver, handler: seriesList),
            .page("GET", "/receivers/{serial}/series/{series}", "series-page", access: ofReceiver, handler: series),
            .page("GET", "/static/style.css", "stylesheet", access: everybody) { _ in
                HTTPResponse(
                    status: 200, headers: ["Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=300"],
                    body: Array(Stylesheet.text.utf8))
            },
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let (now, policy, projects) = (context.now(), context.policy, call.projects(.readReceivers))
        let views = try await context.store.read { store throws(StoreError) in
            try store.allOverviews(in: projects).map { ReceiverView($0, at: now, policy: policy) }
        }
        let number = call.query("page").flatMap { Int($0) } ?? 1
        return ReceiverListPage(
            receivers: views, filter: try ReceiverFilter(call), projects: try await context.projectNames(call),
            number: number, now: now
        ).response(to: call)
    }

    @Sendable private func detail(_ call: Call) async throws -> HTTPResponse {
        let (serial, now) = (try call.serial(), context.now())
        let detail = try await ReceiverDetail.load(serial, from: context)
        let measurements = try await context.store.read { store throws(StoreError) -> MeasurementsSection? in
            try store.receivers([serial])[serial].flatMap { receiver throws(StoreError) in
                try MeasurementsSection.load(receiver, from: store, now: now)
            }
        }
        let names = try await context.projectNames(call)
        let project = detail.view.project.map { names[$0] ?? "\($0.rawValue)" }
        return ReceiverPage(detail: detail, project: project, measurements: measurements, now: now).response(to: call)
    }

    @Sendable private func seriesList(_ call: Call) async throws -> HTTPResponse {
        let (overviews, next) = try await context.seriesList(call)
        return SeriesListPage(
            serial: try call.serial(), overviews: overviews, next: next, now: context.now()
        ).response(to: call)
    }

    @Sendable private func series(_ call: Call) async throws -> HTTPResponse {
        let view = try await context.series(call)
        return SeriesPage(serial: try call.serial(), view: view, now: context.now()).response(to: call)
    }

    /// A page for something that could not be done.
    static func problem(_ problem: Problem) -> HTTPResponse {
        var response = page(
            nil,
            title: Problem.title(problem.status), now: nil,
            body: """
                <h1>\(Problem.title(problem.status))</h1>
                <p>\(problem.detail)</p>
                <p><a href="/receivers">To all receivers</a></p>
                """, status: problem.status)
        for field in problem.headers.fields { response.headers[field.name] = field.value }
        return response
    }

    /// A whole page around its body.
    ///
    /// - Parameters:
    ///   - call: What the page answers, for what its reader may go on to; nothing where that is not known.
    ///   - title: What it is.
    ///   - now: The moment that the page shows; nothing for a page that shows none.
    static func page(
        _ call: Call?, title: String, now: Timestamp? = nil, body: HTML, status: Int = 200
    ) -> HTTPResponse {
        let moment: HTML? = now.map {
            "<p>As of \(Moments.absolute($0)). All times are UTC. <a href=\"\">Load again</a></p>"
        }
        let page: HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) · Gnome server</title>
            <link rel="stylesheet" href="/static/style.css">
            </head>
            <body>
            <a class="skip" href="#main">Skip to content</a>
            \(Navigation(call: call).html)
            <main id="main">
            \(body)
            </main>
            <footer>\(moment)</footer>
            </body>
            </html>

            """
        return HTTPResponse(
            status: status, headers: ["Content-Type": "text/html; charset=utf-8"], body: Array(page.description.utf8))
    }
}
