// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// The pages for people, made on the server, without scripts.
enum Pages {
    static var operations: [Operation] {
        let everybody = Access.open(because: "it is the same for everybody, and says nothing of anything")
        return [
            .page("GET", "/", "home", access: everybody) { _ in
                HTTPResponse(status: 303, headers: ["Location": "/receivers"])
            },
            .page("GET", "/static/style.css", "stylesheet", access: everybody) { _ in
                HTTPResponse(
                    status: 200, headers: ["Content-Type": "text/css; charset=utf-8", "Cache-Control": "max-age=300"],
                    body: Array(Stylesheet.text.utf8))
            },
        ]
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
