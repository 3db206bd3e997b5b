// SPDX-License-Identifier: Apache-2.0

import GnomeTransport

/// The page that shows what was just made and is kept nowhere: a link, a token, a key.
struct ShownOnce: Sendable {
    let title: String
    /// The way back.
    let crumbs: HTML
    /// What it is for, and what to do with it.
    let about: HTML
    /// What is secret.
    let secret: String
    /// What a picture of the secret is called, a QR code; nothing where there is none.
    var picture: String?

    private var code: HTML? {
        guard let picture, let code = QRCode(secret) else { return nil }
        return QRPicture(code: code, label: picture).html
    }

    func response(to call: Call) -> HTTPResponse {
        Pages.page(
            call, title: title,
            body: """
                \(crumbs)
                <h1>\(title)</h1>
                \(about)
                <pre class="secret" tabindex="0" aria-label="What is shown once">\(secret)</pre>
                \(code)
                <p class="notice">It is shown now and never again: the server does not keep it. Whoever has it can use it.</p>
                """)
    }
}

extension ServerContext {
    /// The whole address of a page of this server, as whoever asks reaches it.
    func address(of path: String, _ call: Call) -> String {
        // At this machine, a browser names where its form came from, and it was checked that this is here.
        let origin = call.head.headers["Origin"].flatMap { $0 == "null" ? nil : $0 }
        return (publicURL?.origin ?? origin ?? "http://\(call.head.headers["Host"] ?? "localhost")") + path
    }
}
