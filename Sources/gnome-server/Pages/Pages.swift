// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages for people, made on the server, without scripts.
struct Pages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var routes: [HTTPRoute] {
        [
            HTTPRoute("GET", "/", name: "home") { _, _ in
                HTTPResponse(status: 303, headers: ["Location": "/receivers"])
            },
            HTTPRoute("GET", "/receivers", name: "receivers-page", handler: list),
            HTTPRoute("GET", "/receivers/{serial}", name: "receiver-page", handler: detail),
            HTTPRoute("GET", "/receivers/{serial}/series", name: "series-list-page", handler: seriesList),
            HTTPRoute("GET", "/receivers/{serial}/series/{name}", name: "series-page", handler: series),
            HTTPRoute("GET", "/static/style.css", name: "stylesheet") { _, _ in
                HTTPResponse(
                    status: 200, headers: ["Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=300"],
                    body: Array(Stylesheet.text.utf8))
            },
        ]
    }

    @Sendable private func list(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let (now, policy) = (context.now(), context.policy)
        let views = try await context.store.read { store throws(StoreError) in
            try store.allOverviews().map { ReceiverView($0, at: now, policy: policy) }
        }
        let filter = request.head.query("show").flatMap(ReceiverListPage.Filter.init) ?? .all
        let number = request.head.query("page").flatMap { Int($0) } ?? 1
        return ReceiverListPage(receivers: views, filter: filter, number: number, now: now).response
    }

    @Sendable private func detail(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try await explaining {
            let (serial, now) = (try parameters.serial(), context.now())
            let detail = try await ReceiverDetail.load(serial, from: context)
            let measurements = try await context.store.read { store throws(StoreError) -> MeasurementsSection? in
                try store.receivers([serial])[serial].flatMap { receiver throws(StoreError) in
                    try MeasurementsSection.load(receiver, from: store, now: now)
                }
            }
            return ReceiverPage(detail: detail, measurements: measurements, now: now).response
        }
    }

    @Sendable private func seriesList(
        _ request: HTTPRequest, _ parameters: HTTPParameters
    ) async throws -> HTTPResponse {
        try await explaining {
            let (overviews, next) = try await context.seriesList(request, parameters)
            return SeriesListPage(
                serial: try parameters.serial(), overviews: overviews, next: next, now: context.now()
            ).response
        }
    }

    @Sendable private func series(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try await explaining {
            let view = try await context.series(request, parameters)
            return SeriesPage(serial: try parameters.serial(), view: view, now: context.now()).response
        }
    }

    /// A page, or one that says why there is none.
    private func explaining(_ page: () async throws -> HTTPResponse) async throws -> HTTPResponse {
        do {
            return try await page()
        } catch let problem as Problem {
            return Self.problem(status: problem.status, detail: problem.detail)
        }
    }

    /// A page for something that could not be done.
    static func problem(status: Int, detail: String) -> HTTPResponse {
        page(
            title: Problem.title(status), now: nil,
            body: """
                <h1>\(Problem.title(status))</h1>
                <p>\(detail)</p>
                <p><a href="/receivers">To all receivers</a></p>
                """, status: status)
    }

    /// A whole page around its body.
    ///
    /// - Parameter now: The moment that the page shows; nothing for a page that shows none.
    static func page(title: String, now: Timestamp?, body: HTML, status: Int = 200) -> HTTPResponse {
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
            <header><nav aria-label="Main"><a class="brand" href="/receivers">Gnome server</a> \
            <a href="/quarantine">Quarantine</a></nav></header>
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
