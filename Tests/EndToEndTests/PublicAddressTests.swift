// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

/// The server behind a proxy that people reach under a name.
@Suite("A server with a public address", .timeLimit(.minutes(5)))
struct PublicAddressTests {
    private static let host = "gnome.example.org"
    private static let origin = "https://gnome.example.org"
    private static let form = "application/x-www-form-urlencoded"
    private static let logIn = "login=ann&password=\(AccessTests.password.replacing(" ", with: "+"))"

    private static func lend(_ body: (TestServer, _ secret: String) async throws -> Void) async throws {
        try await withServer(["--http-public-url", origin]) { server in
            try await body(server, try await server.setUp())
        }
    }

    @Test(
        "everything is served under the public name, and forms are taken from its own pages, whatever the proxy makes of Host"
    )
    func origins() async throws {
        try await Self.lend { server, _ in
            let page = try await server.sendAsNobody("GET", "/log-in", headers: ["Host": Self.host])
            #expect(page.status == 200)
            #expect(page.headers["Strict-Transport-Security"]?.hasPrefix("max-age=") == true)
            #expect(try await server.sendAsNobody("GET", "/log-in", headers: ["Host": "evil.example"]).status == 421)
            #expect(
                try await server.sendAsNobody("GET", "/log-in", headers: ["Host": "\(Self.host):8443"]).status == 421)
            let loopback = String(server.url.dropFirst("http://".count))
            for (host, origin, status) in [
                (Self.host, Self.origin, 303), (loopback, Self.origin, 303), (loopback, "http://\(loopback)", 303),
                // Without TLS anybody on the way may have made the page.
                (Self.host, "http://\(Self.host)", 403), (Self.host, "https://evil.example", 403),
                (loopback, "https://evil.example", 403), (Self.host, "null", 403),
                (Self.host, "http://\(loopback)", 403), (Self.host, "\(Self.origin).evil.example", 403),
            ] {
                let answer = try await server.sendAsNobody(
                    "POST", "/log-in", headers: ["Host": host, "Origin": origin, "Content-Type": Self.form],
                    body: Self.logIn)
                #expect(answer.status == status, "\(host) \(origin)")
            }
        }
    }

    @Test("links that are shown once lead to the public address")
    func links() async throws {
        try await Self.lend { server, secret in
            let ann = TestBrowser(server: server, secret: secret)
            let invited = try await ann.send("/people/invite", [("label", "Bo")])
            #expect(invited.secret?.hasPrefix(Self.origin + "/invitation?invitation=gnome_invite_") == true)
            _ = try await ann.send("/projects/new", [("name", "Lakes")])
            let soon = Timestamp(seconds: Int64(Date.now.timeIntervalSince1970) + 86_400).description.prefix(10)
            let token = try await ann.send(
                "/projects/1/enrolment-tokens/new",
                [("label", "crew"), ("mostUses", "2"), ("expiresAt", String(soon))])
            #expect(token.html.contains(Self.origin + "/api/v1/registrations"))
        }
    }

    @Test("wrong passwords count for the place that the proxy names last, and not for the proxy")
    func places() async throws {
        try await Self.lend { server, _ in
            func attempt(_ number: Int, from forwarded: String?) async throws -> Int {
                var headers: HTTPHeaders = ["Host": Self.host]
                headers["X-Forwarded-For"] = forwarded
                return try await server.sendAsNobody(
                    "POST", "/api/v1/session", headers: headers, body: #"{"login":"n\#(number)","password":"x"}"#
                ).status
            }
            for number in 0..<LogInThrottle.freeTriesOfSource {
                // Whatever somebody claims in front of it.
                #expect(try await attempt(number, from: "203.0.113.\(number), 198.51.100.1") == 401)
            }
            #expect(try await attempt(100, from: "192.0.2.200, 198.51.100.1") == 429)
            #expect(try await attempt(101, from: "198.51.100.2") == 401)
            #expect(try await attempt(102, from: nil) == 401)
            let audit = try await server.send("GET", "/api/v1/audit?action=session.throttle")
            #expect(String(decoding: audit.body, as: UTF8.self).contains("source 198.51.100.1"))
        }
    }

    @Test("a browser's session changes nothing over the API without the proof that its pages carry; programs need none")
    func proof() async throws {
        try await withAdministrator { server, secret in
            let cookie: HTTPHeaders = ["Cookie": "__Host-gnome=\(secret)", "Sec-Fetch-Site": "same-origin"]
            func add(_ name: String, _ headers: HTTPHeaders) async throws -> Int {
                try await server.sendAsNobody(
                    "POST", "/api/v1/projects", headers: headers, body: "{\"name\":\"\(name)\"}"
                ).status
            }
            let proof = try #require(try await TestBrowser(server: server, secret: secret).get("/account").proof)
            var shown = cookie
            #expect(try await add("a", shown) == 403)
            for wrong in ["", "x", String(proof.dropLast()), secret] {
                shown["Gnome-Proof"] = wrong
                #expect(try await add("a", shown) == 403)
            }
            shown["Gnome-Proof"] = proof
            #expect(try await add("a", shown) == 201)
            // The proof alone is not where it comes from.
            shown["Sec-Fetch-Site"] = "cross-site"
            #expect(try await add("b", shown) == 403)
            #expect(try await add("b", ["Authorization": "Bearer \(secret)"]) == 201)
            #expect(try await add("c", ["Authorization": try server.bearer]) == 201)
            #expect(try await server.sendAsNobody("GET", "/api/v1/projects", headers: cookie).status == 200)
        }
    }

    @Test("who asks again and again for what they may not leaves one record, with who and what")
    func denials() async throws {
        try await Self.lend { server, secret in
            let ann = TestBrowser(server: server, secret: secret)
            let link = try #require(try await ann.send("/people/invite", [("label", "Bo")]).secret)
            _ = try await ann.send("/projects/new", [("name", "Lakes")])
            let invitation = try await server.send(
                "POST", "/api/v1/projects/1/invitations", body: #"{"label":"x","role":"viewer"}"#)
            let code = try #require(JSONValue(bytes: invitation.body)?["token"]?.text)
            #expect(!link.isEmpty)
            let accepted = try await server.sendAsNobody(
                "POST", "/api/v1/invitations/accept",
                body: #"{"invitation":"\#(code)","login":"bo","name":"Bo","password":"\#(AccessTests.password)"}"#)
            let bo = try JSONDecoder().decode(LoggedInView.self, from: Data(accepted.body)).secret
            for _ in 0..<20 {
                let answer = try await server.sendAsNobody(
                    "GET", "/api/v1/people", headers: ["Authorization": "Bearer \(bo)"])
                #expect(answer.status == 403)
            }
            // Nobody who has not said who they are is written down.
            #expect(try await server.sendAsNobody("GET", "/api/v1/people").status == 401)
            let audit = JSONValue(bytes: try await server.send("GET", "/api/v1/audit?action=access.deny").body)
            guard case .array(let items)? = audit?["items"] else {
                Issue.record("\(String(describing: audit))")
                return
            }
            #expect(
                items.map { $0["actor"]?.text } == ["bo"] && items.map { $0["subject"]?.text } == ["operation people"])
        }
    }
}
