// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import TestSupport
import Testing

/// Somebody with a browser at a test server: it keeps its cookie, and sends forms as pages have them.
struct TestBrowser: Sendable {
    let server: TestServer
    /// What proves the session; nothing for who is not logged in.
    var secret: String?

    /// What a page answered.
    struct Page: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var html: String

        /// Where it sends the browser on to.
        var location: String? { headers["Location"] }
        /// What it shows once, as whoever reads it sees it.
        var secret: String? {
            html.firstMatch(of: /<pre class="secret"[^>]*>([^<]*)<\/pre>/).map { String($0.1) }
        }
        /// What its forms carry.
        var proof: String? { html.firstMatch(of: /name="proof" value="([0-9a-f]{64})"/).map { String($0.1) } }
        /// The state that its form was filled from.
        var revision: String? { html.firstMatch(of: /name="revision" value="(\d+)"/).map { String($0.1) } }
    }

    func get(_ path: String) async throws -> Page { try await page("GET", path, [:], nil) }

    /// Fills in the form on a page, and sends it.
    ///
    /// - Parameter page: The page that the form stands on; the one that it is sent to where nothing is said.
    func send(_ path: String, _ fields: [(String, String)] = [], from page: String? = nil) async throws -> Page {
        let form = try await get(page ?? path)
        try #require(form.status == 200, "\(page ?? path): \(form.status) \(form.html)")
        let carried = [("proof", form.proof), ("revision", page == nil ? form.revision : nil)]
            .compactMap { name, value in value.map { (name, $0) } }
        return try await post(path, carried + fields)
    }

    /// Sends a form without having seen it.
    func post(_ path: String, _ fields: [(String, String)]) async throws -> Page {
        let body = fields.map { "\($0.0.percentEncoded())=\($0.1.percentEncoded())" }.joined(separator: "&")
        return try await page(
            "POST", path, ["Content-Type": "application/x-www-form-urlencoded"], Array(body.utf8))
    }

    /// Fills in the form on a page, chooses a file, and sends it.
    func send(
        _ path: String, _ fields: [(String, String)], file: (name: String, bytes: [UInt8])
    ) async throws -> Page {
        var body: [UInt8] = []
        let proof = try #require(try await get(path).proof)
        for (name, value) in fields + [("proof", proof)] {
            body += Array("--next\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        // A browser names the file and its type as it likes: neither may count.
        let head =
            "Content-Disposition: form-data; name=\"\(file.name)\"; filename=\"../x.svg\"\r\nContent-Type: image/svg+xml"
        body += Array("--next\r\n\(head)\r\n\r\n".utf8) + file.bytes + Array("\r\n--next--\r\n".utf8)
        return try await page("POST", path, ["Content-Type": "multipart/form-data; boundary=next"], body)
    }

    private func page(
        _ method: String, _ path: String, _ headers: HTTPHeaders, _ body: [UInt8]?
    ) async throws -> Page {
        var headers = headers
        headers["Cookie"] = secret.map { "__Host-gnome=\($0)" }
        if method != "GET" { headers["Sec-Fetch-Site"] = "same-origin" }
        let answer = try await server.sendBytesAsNobody(method, path, headers: headers, body: body)
        return Page(
            status: answer.status, headers: answer.headers, html: String(decoding: answer.body, as: UTF8.self))
    }
}
