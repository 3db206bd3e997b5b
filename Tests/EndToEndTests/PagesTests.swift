// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

/// What people do on pages, as a browser sends it, at the built server.
@Suite("Pages of people, projects, receivers and stations", .timeLimit(.minutes(5)))
struct PagesTests {
    /// A name as people have them, and as whoever wants to break a page types it.
    private static let name = "<b onclick='x'>\"Vögel\"</b> & طيور 鳥"
    private static let shown = "&lt;b onclick=&#39;x&#39;&gt;&quot;Vögel&quot;&lt;/b&gt; &amp; طيور 鳥"
    private static var soon: String {
        String(Timestamp(seconds: Int64(Date.now.timeIntervalSince1970) + 86_400).description.prefix(10))
    }

    /// A server with an administrator, a project of hers, and her browser.
    private static func lend(_ body: (TestServer, TestBrowser) async throws -> Void) async throws {
        try await withAdministrator { server, secret in
            let ann = TestBrowser(server: server, secret: secret)
            let added = try await ann.send("/projects/new", [("name", name)])
            try #require(added.location == "/projects/1")
            try await body(server, ann)
        }
    }

    /// Somebody whom an invitation into the project made a member.
    private static func member(
        _ login: String, _ role: String, of project: Int = 1, invitedBy ann: TestBrowser
    ) async throws -> TestBrowser {
        let page = try await ann.send("/projects/\(project)/invite", [("label", login), ("role", role)])
        let link = try #require(page.secret)
        let path = String(link.dropFirst(ann.server.url.count))
        var browser = TestBrowser(server: ann.server)
        let form = try await browser.get(path)
        let invitation = try #require(form.html.firstMatch(of: /value="(gnome_invite_[^"]+)"/)).1
        let entered = try await browser.post(
            "/invitation",
            [
                ("invitation", String(invitation)), ("login", login), ("name", login),
                ("password", AccessTests.password),
            ])
        browser.secret = try #require(entered.headers["Set-Cookie"]?.firstMatch(of: /__Host-gnome=([^;]+)/))
            .1.description
        return browser
    }

    @Test("an invitation is a link that is shown once; who came by it is renamed, disabled, let in again and sent away")
    func people() async throws {
        try await Self.lend { server, ann in
            let bo = try await Self.member("bo", "viewer", invitedBy: ann)
            #expect(try await bo.get("/stations").status == 200)
            for path in ["/people", "/people/2", "/people/invite", "/audit"] {
                #expect(try await bo.get(path).status == 403, "\(path)")
            }
            let renamed = try await ann.send("/people/2/edit", [("name", Self.name)])
            #expect(renamed.location == "/people/2")
            #expect(try await ann.get("/people").html.contains(Self.shown))
            // A page that is older than what it shows overwrites nothing.
            let proof = try #require(try await ann.get("/people/2/edit").proof)
            let stale = try await ann.post(
                "/people/2/edit", [("proof", proof), ("revision", "1"), ("name", "Bo")])
            #expect(stale.status == 412 && stale.html.contains("role=\"alert\""))
            let wrong = try await ann.send("/people/2/edit", [("name", " ")])
            #expect(wrong.status == 422 && wrong.html.contains("id=\"name-fault\""))
            _ = try await ann.send("/people/2/edit", [("name", "Bo"), ("isDisabled", "true")])
            #expect(try await bo.get("/stations").status == 303)
            _ = try await ann.send("/people/2/edit", [("name", "Bo")])
            let link = try #require(
                try await ann.send("/people/2/reset-link", from: "/people/2").secret)
            #expect(link.hasPrefix("http://127.0.0.1") && link.contains("/reset?link=gnome_reset_"))
            #expect(try await !ann.get("/people/2").html.contains("gnome_reset_"))
            #expect(try await ann.send("/people/2/remove").location == "/people")
            #expect(try await ann.get("/people/2").status == 404)
        }
    }

    @Test("whoever comes in with a weak password is told beside its field, and nothing else that they typed is lost")
    func weakPassword() async throws {
        try await Self.lend { server, ann in
            let link = try #require(try await ann.send("/people/invite", [("label", "bo")]).secret)
            let invitation = try #require(link.split(separator: "=").last)
            let refused = try await TestBrowser(server: server).post(
                "/invitation",
                [
                    ("invitation", String(invitation)), ("login", "bo"), ("name", Self.name),
                    ("password", "password1234"),
                ])
            #expect(refused.status == 422 && refused.html.contains("id=\"password-fault\""))
            #expect(refused.html.contains("value=\"\(Self.shown)\""))
        }
    }

    @Test("roles are given, changed and taken away on the page of the project, by who may")
    func members() async throws {
        try await Self.lend { server, ann in
            let bo = try await Self.member("bo", "manager", invitedBy: ann)
            let cy = try await Self.member("cy", "viewer", invitedBy: bo)
            #expect(try await bo.get("/projects/1/members/new").status == 403)
            #expect(try await cy.get("/projects/1").status == 200)
            #expect(try await cy.get("/projects/1").html.contains("<bdi>bo</bdi>"))
            #expect(try await !cy.get("/projects/1").html.contains("Enrolment"))
            for path in ["/projects/1/invite", "/projects/1/edit", "/projects/1/members/3"] {
                #expect(try await cy.get(path).status == 403, "\(path)")
            }
            #expect(try await bo.send("/projects/1/members/3", [("role", "operator")]).location == "/projects/1")
            #expect(try await cy.get("/projects/1/stations/new").status == 200)
            let gone = try await bo.send("/projects/1/members/3/remove", from: "/projects/1")
            #expect(gone.location == "/projects/1")
            #expect(try await cy.get("/projects/1").status == 404)
            #expect(try await ann.send("/projects/1/members/3", [("role", "viewer")]).status == 303)
            #expect(try await ann.send("/projects/1/edit", [("name", "Lakes")]).location == "/projects/1")
        }
    }

    @Test("one's own name, password, sessions and tokens are looked after on one's own page")
    func account() async throws {
        try await Self.lend { server, ann in
            let other = try await server.sendAsNobody(
                "POST", "/api/v1/session", body: #"{"login":"ann","password":"\#(AccessTests.password)"}"#)
            let phone = TestBrowser(
                server: server, secret: try JSONDecoder().decode(LoggedInView.self, from: Data(other.body)).secret)
            #expect(try await ann.send("/account/name", [("name", Self.name)]).location == "/account")
            #expect(try await ann.get("/account").html.contains(Self.shown))
            #expect(try await ann.send("/account/sessions/end", from: "/account").location == "/account")
            #expect(try await phone.get("/account").status == 303)

            let made = try await ann.send(
                "/account/tokens/new", [("label", Self.name), ("expiresAt", Self.soon), ("scopes", "stations:read")])
            let token = try #require(made.secret)
            #expect(made.headers["Cache-Control"] == "no-store")
            let page = try await ann.get("/account")
            #expect(!page.html.contains(token) && page.html.contains(Self.shown) && page.html.contains("stations:read"))
            let bearer: HTTPHeaders = ["Authorization": "Bearer \(token)"]
            #expect(try await server.sendAsNobody("GET", "/api/v1/stations", headers: bearer).status == 200)
            // What a token may do, it may not do to whose it is.
            let rename = try await server.sendAsNobody(
                "PUT", "/api/v1/session/person", headers: bearer, body: #"{"name":"x"}"#)
            #expect(rename.status == 403)
            _ = try await ann.send("/account/tokens/\(token.split(separator: "_")[2])/revoke", from: "/account")
            #expect(try await server.sendAsNobody("GET", "/api/v1/stations", headers: bearer).status == 401)

            let wrong = try await ann.send(
                "/account/password", [("old", "not this one"), ("new", "five words of my own")])
            let weak = try await ann.send(
                "/account/password", [("old", AccessTests.password), ("new", "password1234")])
            #expect(weak.status == 422 && weak.html.contains("id=\"new-fault\""))
            #expect(wrong.status == 403 && wrong.html.contains("role=\"alert\""))
            let changed = try await ann.send(
                "/account/password", [("old", AccessTests.password), ("new", "five words of my own")])
            let cookie = try #require(changed.headers["Set-Cookie"])
            #expect(cookie.contains("HttpOnly") && changed.location == "/account")
            #expect(try await ann.get("/account").status == 303, "the session from before is over")
        }
    }

    @Test("an enrolment token is shown once, with a picture; what is left of it is told, and it is taken back")
    func enrolment() async throws {
        try await Self.lend { server, ann in
            let path = "/projects/1/enrolment-tokens/new"
            let wrong = try await ann.send(path, [("label", "x"), ("expiresAt", Self.soon), ("mostUses", "many")])
            #expect(wrong.status == 400 && wrong.html.contains("id=\"mostUses-fault\""))
            #expect(wrong.html.contains("value=\"many\""))
            let made = try await ann.send(
                path, [("label", Self.name), ("expiresAt", Self.soon), ("mostUses", "2")])
            let token = try #require(made.secret)
            #expect(made.html.contains("<svg class=\"qr\" role=\"img\""))
            func enrol(_ serial: String) async throws -> Int {
                try await server.sendAsNobody(
                    "POST", "/api/v1/registrations", body: #"{"serial":"\#(serial)","token":"\#(token)"}"#
                ).status
            }
            #expect(try await enrol("SG-F28CRPI33503") == 201)
            let page = try await ann.get("/projects/1").html
            #expect(page.contains("1 of 2 left") && page.contains(Self.shown) && !page.contains(token))
            let id = token.split(separator: "_")[2]
            #expect(try await ann.send("/projects/1/tokens/\(id)/revoke", from: "/projects/1").status == 303)
            #expect(try await enrol("SG-0000BBBK0000") == 403)
        }
    }

    @Test("filters of receivers stay in the address, and one that can't be is refused")
    func filters() async throws {
        try await Self.lend { server, ann in
            for (serial, name) in [("SG-F28CRPI33503", Self.name), ("SG-0000BBBK0000", "Cabot")] {
                _ = try await ann.send("/projects/1/receivers/new", [("serial", serial), ("name", name)])
            }
            _ = try await server.post("/agent/next", as: "SG-1111RPI31111", key: "0123456789abcdef")
            func shows(_ query: String) async throws -> [String] {
                let html = try await ann.get("/receivers?" + query).html
                return html.matches(of: /<a class="serial" href="\/receivers\/([^"]+)"/).map { String($0.1) }
            }
            #expect(try await shows("project=1&text=cabot") == ["SG-0000BBBK0000"])
            #expect(try await shows("text=%D8%B7%D9%8A%D9%88%D8%B1") == ["SG-F28CRPI33503"])
            let empty = "contact=&project=&deployed=&text=&sort="
            #expect(try await shows("registration=pending&" + empty) == ["SG-1111RPI31111"])
            #expect(try await shows("project=1&registration=accepted&sort=-lastHeard").count == 2)
            #expect(try await shows("sort=name") == ["SG-F28CRPI33503", "SG-0000BBBK0000", "SG-1111RPI31111"])
            #expect(try await shows("deployed=true").isEmpty)
            #expect(try await shows("project=1&registration=pending").isEmpty)
            let page = try await ann.get("/receivers?project=1&registration=accepted&text=%22%3E%3Cscript%3E")
            let never =
                "registration=accepted&amp;contact=never&amp;project=1&amp;text=%22%3E%3Cscript%3E&amp;sort=urgency"
            #expect(page.html.contains("href=\"/receivers?\(never)\""))
            #expect(!page.html.contains("<script") && page.html.contains("value=\"&quot;&gt;&lt;script&gt;\""))
            for query in [
                "registration=gone", "contact=x", "project=P", "deployed=x", "sort=frames", "after=SG-F28CRPI33503",
            ] {
                #expect(try await ann.get("/receivers?" + query).status == 400, "\(query)")
            }
        }
    }

    @Test("each receiver stands on one page of the list, those first that need somebody, and each is counted")
    func nextReceivers() async throws {
        try await Self.lend { server, ann in
            let list = "serial\n" + (1000..<1203).map { "SG-\($0)RPI3AAAA\n" }.joined()
            let imported = try await server.send(
                "POST", "/api/v1/projects/1/receivers/import", headers: ["Content-Type": "text/csv"], body: list)
            try #require(imported.status == 200)
            _ = try await server.post("/agent/next", as: "SG-9999RPI39999", key: "0123456789abcdef")
            var (path, shown) = ("/receivers?text=rpi3", [String]())
            for page in 1...2 {
                let html = try await ann.get(path).html
                for (count, title) in [(204, "All"), (203, "Never"), (1, "Pending"), (0, "Late")] {
                    #expect(html.contains("<span class=\"count\">\(count)</span> \(title)</a>"))
                }
                shown += html.matches(of: /<a class="serial" href="\/receivers\/([^"]+)"/).map { String($0.1) }
                let next = html.firstMatch(of: /href="(\/receivers\?[^"]*after=[^"]+)">Next/)
                #expect((next == nil) == (page == 2))
                path = next.map { String($0.1).replacing("&amp;", with: "&") } ?? ""
            }
            #expect(shown == ["SG-9999RPI39999"] + (1000..<1203).map { "SG-\($0)RPI3AAAA" })
        }
    }

    @Test("the next page of stations is of the same project and search")
    func nextStations() async throws {
        try await Self.lend { server, ann in
            _ = try await ann.send("/projects/new", [("name", "Others")])
            _ = try await ann.send("/projects/2/stations/new", [("name", "lake of others")])
            for number in 0..<101 {
                let answer = try await server.send(
                    "POST", "/api/v1/projects/1/stations", body: #"{"name":"lake \#(number + 1000)"}"#)
                try #require(answer.status == 201)
            }
            let first = try await ann.get("/stations?project=1&text=lake").html
            #expect(first.contains("name=\"project\" value=\"1\""))
            let next = try #require(first.firstMatch(of: /href="(\/stations\?[^"]*after=[^"]+)"/)).1
                .replacing("&amp;", with: "&")
            let second = try await ann.get(String(next)).html
            #expect(second.contains("lake 1100") && !second.contains("lake of others"))
        }
    }

    @Test("many receivers are accepted, moved and rejected at once, each by the rights of who asks")
    func bulk() async throws {
        try await Self.lend { server, ann in
            _ = try await ann.send("/projects/new", [("name", "Others")])
            for serial in ["SG-1111RPI31111", "SG-2222RPI32222", "SG-3333RPI33333"] {
                _ = try await server.post("/agent/next", as: serial, key: "0123456789abcdef\(serial)")
            }
            let newcomers = try await ann.get("/newcomers").html
            for serial in ["SG-1111RPI31111", "SG-2222RPI32222", "SG-3333RPI33333"] {
                #expect(newcomers.contains("name=\"serial\" value=\"\(serial)\""))
                #expect(newcomers.contains("/quarantine?serial=\(serial)\">1"))
            }
            let two = [("serial", "SG-1111RPI31111"), ("serial", "SG-2222RPI32222")]
            let accepted = try await ann.send(
                "/receivers", two + [("act", "accept"), ("project", "1")], from: "/newcomers")
            #expect(
                accepted.html.components(separatedBy: "is accepted now, and what waited was taken in (messages: 1)")
                    .count == 3)
            #expect(try await server.receiver("SG-1111RPI31111").receiver.project == ProjectID(rawValue: 1))

            let asked = try await ann.send(
                "/receivers", [("serial", "SG-3333RPI33333"), ("act", "reject")], from: "/newcomers")
            #expect(asked.html.contains("can&#39;t be undone") || asked.html.contains("can't be undone"))
            #expect(try await server.receiver("SG-3333RPI33333").receiver.registration == .pending)
            let rejected = try await ann.send(
                "/receivers", [("serial", "SG-3333RPI33333"), ("act", "reject"), ("sure", "true")], from: "/newcomers")
            #expect(rejected.html.contains("is rejected now"))

            _ = try await server.send(
                "PATCH", "/api/v1/receivers/SG-1111RPI31111", body: #"{"name":"Cabot","project":1}"#)
            let moved = try await ann.send(
                "/receivers", [("serial", "SG-1111RPI31111"), ("act", "move"), ("project", "2")], from: "/receivers")
            #expect(moved.html.contains(">moved<"))
            let after = try await server.receiver("SG-1111RPI31111").receiver
            #expect(after.project == ProjectID(rawValue: 2) && after.name == "Cabot", "a move takes no name away")

            // A manager reaches what is theirs; what is another's is not even there.
            let bo = try await Self.member("bo", "manager", invitedBy: ann)
            let reached = try await bo.send(
                "/receivers", two + [("act", "decommission"), ("sure", "true")], from: "/receivers")
            #expect(
                reached.html.contains("is decommissioned now") && reached.html.contains("No receiver SG-1111RPI31111"))
            #expect(try await server.receiver("SG-1111RPI31111").receiver.registration == .accepted)
            let proof = try #require(try await bo.get("/receivers").proof)
            let grab = try await bo.post(
                "/receivers", [("proof", proof), ("serial", "SG-2222RPI32222"), ("act", "move"), ("project", "1")])
            #expect(grab.html.contains("not done"))
            for fields in [two, [("act", "accept")], two + [("act", "purge")], two + [("act", "move")]] {
                #expect(try await ann.send("/receivers", fields, from: "/receivers").status == 400, "\(fields)")
            }
        }
    }

    @Test("one receiver is expected, accepted, given a key, decommissioned and restored on its own pages")
    func life() async throws {
        try await Self.lend { server, ann in
            let path = "/receivers/SG-F28CRPI33503"
            let added = try await ann.send(
                "/projects/1/receivers/new",
                [("serial", "SG-F28CRPI33503"), ("key", "0123456789abcdef"), ("isExpected", "true")])
            #expect(added.location == path)
            #expect(try await server.post("/agent/next", as: "SG-F28CRPI33503", key: "fedcba9876543210").status == 202)
            #expect(try await ann.send(path + "/accept").location == path)
            let key = try #require(try await ann.send(path + "/rotate-key").secret)
            #expect(try await server.post("/agent/next", as: "SG-F28CRPI33503", key: key).status == 200)
            #expect(try await server.post("/agent/next", as: "SG-F28CRPI33503", key: "0123456789abcdef").status == 202)
            #expect(try await ann.send(path + "/decommission").location == path)
            let again = try await ann.send(path + "/accept")
            #expect(again.status == 409 && again.html.contains("is decommissioned. Restore it"))
            #expect(try await ann.send(path + "/restore").location == path)
            #expect(try await ann.send(path + "/edit", [("name", Self.name), ("project", "1")]).location == path)
            #expect(try await ann.get(path).html.contains(Self.shown))
            let bo = try await Self.member("bo", "operator", invitedBy: ann)
            #expect(try await !bo.get(path).html.contains(path + "/decommission"))
            for act in ["accept", "reject", "decommission", "restore", "rotate-key", "edit"] {
                #expect(try await bo.get("\(path)/\(act)").status == 403, "\(act)")
            }
        }
    }

    @Test("a list is tried first and changes nothing, then taken in, with a result for each row")
    func importing() async throws {
        try await Self.lend { server, ann in
            let path = "/projects/1/receivers/import"
            let name = Self.name.replacing("\"", with: "\"\"")
            let list = "serial,name\r\nSG-F28CRPI33503,\"\(name)\"\r\n,nobody\r\n"
            let tried = try await ann.send(path, [("list", list)])
            #expect(tried.status == 200 && tried.html.contains("1 registered, 1 refused"))
            #expect(
                tried.html.contains("serial must be the serial of a receiver") && tried.html.contains("name=\"do\""))
            #expect(try await server.send("GET", "/api/v1/receivers/SG-F28CRPI33503").status == 404)
            let done = try await ann.send(path, [("do", "true")], file: ("file", Array(list.utf8)))
            #expect(done.html.contains("1 registered, 1 refused") && !done.html.contains("name=\"do\""))
            #expect(try await server.receiver("SG-F28CRPI33503").receiver.name == Self.name)
            let json = try await ann.send(path, [("list", #" [{"serial":"SG-F28CRPI33503"}]"#)])
            #expect(json.html.contains("1 unchanged"))
            for (wrong, status) in [("", 422), ("name\nx", 422), ("serial\n\"x", 400), ("[1]", 400)] {
                let page = try await ann.send(path, [("list", wrong)])
                #expect(page.status == status && page.html.contains("id=\"list-fault\""), "\(wrong)")
            }
        }
    }

    @Test("a list that is not in UTF-8 is refused, and nothing of it stands in the field to be sent once more")
    func importOfOtherCharacters() async throws {
        try await Self.lend { server, ann in
            let path = "/projects/1/receivers/import"
            let windows1252 = Array("serial,name\r\nSG-F28CRPI33503,V".utf8) + [0xF6] + Array("gel\r\n".utf8)
            let page = try await ann.send(path, [], file: ("file", windows1252))
            #expect(page.status == 400 && page.html.contains("id=\"list-fault\""))
            #expect(!page.html.contains("\u{FFFD}") && !page.html.contains("SG-F28CRPI33503"))
        }
    }

    @Test("what is too large for a page is told on a page, and to a program as a problem")
    func tooLarge() async throws {
        try await Self.lend { server, ann in
            let name = String(repeating: "x", count: 400_000)
            let page = try await ann.send("/projects/new", [("name", name)])
            #expect(page.status == 413 && page.headers["Content-Type"]?.hasPrefix("text/html") == true)
            #expect(page.html.contains("choose something smaller") && page.html.contains("href=\"/receivers\""))
            #expect(page.headers["Content-Security-Policy"] != nil)
            let answer = try await server.send("POST", "/api/v1/projects", body: #"{"name":"\#(name)"}"#)
            #expect(answer.status == 413 && answer.headers["Content-Type"] == "application/problem+json")
        }
    }

    @Test(
        "a fault at one of many receivers is told in its row, and stands in the log",
        .enabled(if: TestDatabase.isThere, TestDatabase.skipped))
    func faultAmongMany() async throws {
        try await TestDatabase.withSchema { url in
            try await withTemporaryFolder { folder in
                let server = try await TestServer.start(in: folder, environment: ["GNOME_STORE_URL": url])
                let ann = TestBrowser(server: server, secret: try await server.setUp())
                _ = try await server.post("/agent/next", as: "SG-1111RPI31111", key: "0123456789abcdef")
                let proof = try #require(try await ann.get("/newcomers").proof)
                try await TestDatabase.run("ALTER TABLE audit RENAME COLUMN actor TO somebody", on: url)
                let page = try await ann.post(
                    "/receivers", [("proof", proof), ("serial", "SG-1111RPI31111"), ("act", "accept")])
                #expect(page.status == 200 && page.html.contains("not done: The server met a fault"), "\(page.html)")
                server.program.signal(15)
                let log = await server.program.output()
                #expect(log.contains(#""message":"a request failed""#) && log.contains("receivers-acts-send"))
                _ = await server.program.end()
            }
        }
    }

    @Test("every open conflict is reached, page after page, and what was decided is shown apart and taken back there")
    func conflicts() async throws {
        try await Self.lend { server, ann in
            let serials = (0...100).map { "SG-\($0 + 1000)RPI3\($0 + 1000)" }
            let rows = serials.map { "\($0),0123456789abcdef\($0),accepted" }
            let list = (["serial,key,state"] + rows).joined(separator: "\n")
            _ = try await ann.send("/projects/1/receivers/import", [("list", list), ("do", "true")])
            for serial in serials {
                let answer = try await server.post("/agent/next", as: serial, key: "fedcba9876543210\(serial)")
                try #require(answer.status == 202)
            }
            func shown(_ html: String) -> [String] {
                html.matches(of: /<h2><a class="serial" href="\/receivers\/([^"]+)"/).map { String($0.1) }
            }
            func all(_ query: String) async throws -> [String] {
                var (found, next): ([String], String?) = ([], "/conflicts" + query)
                while let path = next {
                    let html = try await ann.get(path).html
                    found += shown(html)
                    next = html.firstMatch(of: /<nav class="pager"[^>]*><a href="([^"]+)">Older/).map {
                        String($0.1.replacing("&amp;", with: "&"))
                    }
                }
                return found
            }
            #expect(try await Set(all("")) == Set(serials))
            let oldest = "/conflicts/1"
            _ = try await ann.send("\(oldest)/reject", from: "/conflicts")
            #expect(try await Set(all("")) == Set(serials.dropFirst()))
            #expect(try await all("?state=settled") == [serials[0]])
            #expect(try await ann.get("/conflicts").html.contains("href=\"/conflicts?state=settled\""))
            #expect(try await ann.send("\(oldest)/undo", from: "/conflicts?state=settled").status == 303)
            #expect(try await all("").count == 101)
            #expect(try await ann.get("/conflicts?state=gone").status == 400)
        }
    }

    @Test("a landowner is not told of silence where nothing is to be heard, nor of what the receiver did elsewhere")
    func landownerExpectations() async throws {
        try await Self.lend { server, ann in
            for serial in ["SG-F28CRPI33503", "SG-0000BBBK0000"] {
                _ = try await ann.send("/projects/1/receivers/new", [("serial", serial)])
            }
            func state(of station: Int) async throws -> String {
                let made = try await ann.send(
                    "/stations/\(station)/links/new", [("label", "x"), ("expiresAt", Self.soon)])
                let path = try #require(made.secret).dropFirst(server.url.count)
                let html = try await TestBrowser(server: server).get(String(path)).html
                return try #require(html.firstMatch(of: /<p class="state">(.*?)<\/p>/.dotMatchesNewlines())).1
                    .description
            }
            for name in ["by hand", "moved to"] { _ = try await ann.send("/projects/1/stations/new", [("name", name)]) }
            let months = (1...12).map { ("expectations.months", "\($0)") }
            let deployed = try await ann.send(
                "/stations/1/deployments/new",
                [("serial", "SG-0000BBBK0000"), ("start", "2026-05-01"), ("expectations.link", "cardOnly")] + months)
            try #require(deployed.status == 303)
            let byHand = try await state(of: 1)
            #expect(byHand.contains("silent, as it is supposed to be now"), "\(byHand)")
            _ = try await server.post("/agent/next", as: "SG-F28CRPI33503", key: "0123456789abcdef")
            let start = Timestamp(seconds: 0).advanced(by: .seconds(Date.now.timeIntervalSince1970))
            _ = try await ann.send(
                "/stations/2/deployments/new", [("serial", "SG-F28CRPI33503"), ("start", "\(start)")])
            let moved = try await state(of: 2)
            #expect(moved.contains("waits for its first sign of life") && !moved.contains("It works"))
            _ = try await server.post("/agent/next", as: "SG-F28CRPI33503", key: "0123456789abcdef")
            #expect(try await state(of: 2).contains("It works: heard"))
        }
    }

    @Test("a landowner's link shows one station from afar to whoever has it, until it is taken back")
    func landowner() async throws {
        try await Self.lend { server, ann in
            _ = try await ann.send("/projects/1/receivers/new", [("serial", "SG-F28CRPI33503")])
            _ = try await ann.send(
                "/projects/1/stations/new",
                [
                    ("name", Self.name), ("place.latitude", "45.2463"), ("place.longitude", "-81.2963"),
                    ("notes", "the key is under the stone"),
                ])
            _ = try await ann.send(
                "/stations/1/deployments/new", [("serial", "SG-F28CRPI33503"), ("start", "2026-05-01")])
            _ = try await server.post("/agent/next", as: "SG-F28CRPI33503", key: "0123456789abcdef")
            let made = try await ann.send(
                "/stations/1/links/new", [("label", "Mr Smith"), ("expiresAt", Self.soon)])
            let token = try #require(made.secret?.split(separator: "/").last).description
            let nobody = TestBrowser(server: server)
            let page = try await nobody.get("/look/\(token)")
            #expect(page.status == 200 && page.html.contains(Self.shown) && page.html.contains("It works"))
            #expect(page.html.contains("45.2° N, 81.3° W") && page.headers["X-Robots-Tag"] == "noindex")
            for secret in ["45.24", "81.29", "under the stone", "SG-F28C", "/stations/1"] {
                #expect(!page.html.contains(secret), "\(secret)")
            }
            // It opens that and nothing else.
            let bearer: HTTPHeaders = ["Authorization": "Bearer \(token)", "Cookie": "__Host-gnome=\(token)"]
            #expect(try await server.sendAsNobody("GET", "/api/v1/stations/1", headers: bearer).status == 401)
            let look = try await server.sendAsNobody("POST", "/api/v1/looks", body: #"{"link":"\#(token)"}"#)
            #expect(try JSONDecoder().decode(LandownerView.self, from: Data(look.body)).hanging.count == 1)
            let invitation = try #require(
                try await ann.send("/projects/1/invite", [("label", "x"), ("role", "viewer")]).secret)
            let mistyped = token.dropLast() + (token.hasSuffix("0") ? "1" : "0")
            for other in [mistyped, "x", invitation.drop { $0 != "=" }.dropFirst()] as [Substring] {
                #expect(try await nobody.get("/look/\(other)").status == 404)
            }
            let id = token.split(separator: "_")[2]
            #expect(try await ann.send("/stations/1/links/\(id)/revoke", from: "/stations/1").status == 303)
            #expect(try await nobody.get("/look/\(token)").status == 404)
            // Who works at the station without managing the project makes no links.
            let bo = try await Self.member("bo", "operator", invitedBy: ann)
            #expect(try await !bo.get("/stations/1").html.contains("Links for landowners"))
            #expect(try await bo.get("/stations/1/links/new").status == 403)
            let answer = try await server.sendAsNobody(
                "GET", "/api/v1/stations/1/links", headers: ["Cookie": "__Host-gnome=\(bo.secret ?? "")"])
            #expect(answer.status == 403)
            // What a page opens to somebody its head leads them to.
            #expect(try await bo.get("/stations").html.contains("href=\"/newcomers\""))
            #expect(try await bo.get("/newcomers").status == 200)
        }
    }

    @Test(
        "a photo is told by its content, comes back without its metadata and with headers that guess nothing, and is taken away"
    )
    func photos() async throws {
        try await Self.lend { server, ann in
            for name in ["S", "T"] { _ = try await ann.send("/projects/1/stations/new", [("name", name)]) }
            let path = "/stations/1/photos/new"
            let added = try await ann.send(
                path, [("caption", Self.name)],
                file: ("picture", TestPicture.jpeg(adding: [(0xFE, [0x0D, 0x0A, 0x2D, 0x2D])])))
            #expect(added.location == "/stations/1")
            let page = try await ann.get("/stations/1").html
            #expect(page.contains("<img src=\"/api/v1/stations/1/photos/1\" alt=\"\(Self.shown)\""))
            let cookie: HTTPHeaders = ["Cookie": "__Host-gnome=\(ann.secret ?? "")"]
            let photo = try await server.sendAsNobody("GET", "/api/v1/stations/1/photos/1", headers: cookie)
            #expect(photo.status == 200 && photo.body == TestPicture.jpeg)
            #expect(photo.headers["Content-Type"] == "image/jpeg")
            #expect(photo.headers["X-Content-Type-Options"] == "nosniff")
            #expect(photo.headers["Content-Disposition"] == "inline; filename=\"station-1-1.jpeg\"")
            #expect(photo.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
            #expect(photo.headers["Cache-Control"]?.hasPrefix("private") == true)
            #expect(try await server.sendAsNobody("GET", "/api/v1/stations/1/photos/1").status == 401)
            // Of this station, and of no other.
            #expect(try await server.sendAsNobody("GET", "/api/v1/stations/2/photos/1", headers: cookie).status == 404)
            for wrong in ["<svg xmlns='http://www.w3.org/2000/svg'/>", "<html>", "GIF89a", "RIFF1234WEBPVP8 ", ""] {
                let page = try await ann.send(path, [("caption", "")], file: ("picture", Array(wrong.utf8)))
                #expect(page.status == 422 && page.html.contains("id=\"picture-fault\""), "\(wrong)")
            }
            let large = TestPicture.jpeg + [UInt8](repeating: 0, count: StationPhoto.byteLimit)
            let tooLarge = try await ann.send(path, [], file: ("picture", large))
            #expect(tooLarge.status == 422 && tooLarge.html.contains("must have at most 10 MiB"))
            let sent = try await server.sendBytesAsNobody(
                "POST", "/api/v1/stations/1/photos?caption=x", headers: ["Authorization": try server.bearer],
                body: TestPicture.webp)
            #expect(try JSONDecoder().decode(PhotoView.self, from: Data(sent.body)).mediaType == .webp)
            let bo = try await Self.member("bo", "viewer", invitedBy: ann)
            #expect(try await bo.get("/stations/1").html.contains("photos/1\""))
            #expect(try await bo.get(path).status == 403)
            #expect(try await ann.send("/stations/1/photos/1/remove", from: "/stations/1").status == 303)
            #expect(try await server.sendAsNobody("GET", "/api/v1/stations/1/photos/1", headers: cookie).status == 404)
        }
    }

    @Test("no form is taken without the proof of the session, in whichever language it is sent")
    func proof() async throws {
        try await Self.lend { server, ann in
            _ = try await ann.send("/projects/1/stations/new", [("name", "S")])
            for path in [
                "/people/invite", "/account/name", "/account/sessions/end", "/projects/1/edit",
                "/projects/1/enrolment-tokens/new", "/projects/1/receivers/import", "/receivers",
                "/stations/1/links/new", "/stations/1/photos/new",
            ] {
                #expect(try await ann.post(path, [("name", "x"), ("proof", "x")]).status == 403, "\(path)")
                let body = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--b--\r\n"
                let answer = try await server.sendAsNobody(
                    "POST", path,
                    headers: [
                        "Cookie": "__Host-gnome=\(ann.secret ?? "")", "Sec-Fetch-Site": "same-origin",
                        "Content-Type": "multipart/form-data; boundary=b",
                    ], body: body)
                #expect(answer.status == 403, "\(path)")
            }
        }
    }
}
