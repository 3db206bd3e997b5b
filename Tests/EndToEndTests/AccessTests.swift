// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("Who may come in, and what they may", .timeLimit(.minutes(10)))
struct AccessTests {
    static let password = "four words only mine"

    @Test("a fresh server lets nobody in but by the code that it prints, once")
    func setUp() async throws {
        try await withTemporaryFolder { folder in
            let server = try await TestServer.start(in: folder)
            let code = try #require(server.setUpCode, "no code was printed")
            for (method, path) in [("GET", "/api/v1/people"), ("GET", "/api/v1/receivers"), ("GET", "/api/v1/session")]
            {
                #expect(try await server.sendAsNobody(method, path).status == 401)
            }
            let body = #""login":"ann","name":"Ann Lee","password":"\#(Self.password)""#
            let other = code.dropLast() + (code.hasSuffix("0") ? "1" : "0")
            let wrong = try await server.sendAsNobody(
                "POST", "/api/v1/setup", body: "{\"code\":\"\(other)\",\(body)}")
            #expect(wrong.status == 401)
            let weak = try await server.sendAsNobody(
                "POST", "/api/v1/setup",
                body: #"{"code":"\#(code)","login":"ann","name":"Ann Lee","password":"password1234"}"#)
            #expect(weak.status == 422)
            let first = try await server.sendAsNobody("POST", "/api/v1/setup", body: "{\"code\":\"\(code)\",\(body)}")
            #expect(first.status == 201)
            let again = try await server.sendAsNobody("POST", "/api/v1/setup", body: "{\"code\":\"\(code)\",\(body)}")
            #expect(again.status == 401)
            await server.stop()
            // Nothing of it stands in what is kept.
            let secret = try JSONDecoder().decode(LoggedInView.self, from: Data(first.body)).secret
            for name in ["gnome.db", "gnome.db-wal"] {
                let bytes = (try? Data(contentsOf: URL(filePath: folder + "/data/" + name))) ?? Data()
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(!text.contains(secret) && !text.contains(code) && !text.contains(Self.password))
                #expect(name != "gnome.db" || !bytes.isEmpty)
            }
        }
    }

    @Test("a browser logs in with a form, gets a cookie that only it sends, and logs out for good")
    func browser() async throws {
        try await withAdministrator { server, _ in
            let form = "login=ann&password=\(Self.password.replacing(" ", with: "+"))"
            let type = "application/x-www-form-urlencoded"
            let own: HTTPHeaders = ["Content-Type": type, "Sec-Fetch-Site": "same-origin"]
            let wrong = try await server.sendAsNobody("POST", "/log-in", headers: own, body: "login=ann&password=x")
            #expect(wrong.status == 403 && String(decoding: wrong.body, as: UTF8.self).contains("does not let you in"))
            let page = try await server.sendAsNobody("POST", "/log-in?next=/stations", headers: own, body: form)
            #expect(page.status == 303 && page.headers["Location"] == "/stations")
            let cookie = try #require(page.headers["Set-Cookie"])
            for mark in ["__Host-gnome=", "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
                #expect(cookie.contains(mark))
            }
            let shown: HTTPHeaders = ["Cookie": String(cookie.prefix { $0 != ";" })]
            let receivers = try await server.sendAsNobody("GET", "/receivers", headers: shown)
            #expect(receivers.status == 200)
            let html = String(decoding: receivers.body, as: UTF8.self)
            #expect(html.contains("Ann Lee") && html.contains("Log out"))
            let proof = try #require(html.firstMatch(of: /name="proof" value="([0-9a-f]{64})"/)).1
            // Another site can make the browser send the cookie, but not the rest.
            for (headers, body) in [
                (["Content-Type": type, "Sec-Fetch-Site": "cross-site"], "proof=\(proof)"),
                (["Content-Type": type, "Origin": "https://evil.example"], "proof=\(proof)"),
                (["Content-Type": type], "proof=\(proof)"),
                (["Content-Type": type, "Origin": "null"], "proof=\(proof)"),
                (["Content-Type": type, "Sec-Fetch-Site": "same-origin"], "proof=x"),
                (["Content-Type": "text/plain", "Sec-Fetch-Site": "same-origin"], "proof=\(proof)"),
            ] as [([String: String], String)] {
                var all = shown
                for (name, value) in headers { all[name] = value }
                let status = try await server.sendAsNobody("POST", "/log-out", headers: all, body: body).status
                #expect(status == (headers["Content-Type"] == "text/plain" ? 415 : 403), "\(headers)")
                var api = all
                api["Content-Type"] = "application/json"
                if headers["Sec-Fetch-Site"] != "same-origin" {
                    let change = try await server.sendAsNobody(
                        "POST", "/api/v1/projects", headers: api, body: #"{"name":"x"}"#)
                    #expect(change.status == 403)
                }
            }
            var all = shown
            for field in own.fields { all[field.name] = field.value }
            let out = try await server.sendAsNobody("POST", "/log-out", headers: all, body: "proof=\(proof)")
            #expect(out.status == 303 && out.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
            #expect(try await server.sendAsNobody("GET", "/receivers", headers: shown).status == 303)
        }
    }

    @Test("wrong passwords are slowed down with Retry-After, and unknown names are told the same")
    func throttles() async throws {
        try await withAdministrator { server, _ in
            func attempt(_ login: String, _ password: String) async throws -> HTTPResponse {
                try await server.sendAsNobody(
                    "POST", "/api/v1/session", body: #"{"login":"\#(login)","password":"\#(password)"}"#)
            }
            let (known, unknown) = (
                try await attempt("ann", "wrong wrong wrong"), try await attempt("bob", "wrong wrong")
            )
            #expect(known.status == 401 && unknown.status == 401 && known.body == unknown.body)
            var last = known
            for _ in 0..<8 { last = try await attempt("ann", "wrong wrong wrong") }
            #expect(last.status == 429)
            #expect(last.headers["Retry-After"].flatMap { Int($0) }.map { $0 >= 1 } == true)
        }
    }

    @Test("a token does what it may and no more, is told once, and is void when it is taken back")
    func tokens() async throws {
        try await withAdministrator { server, secret in
            let session: HTTPHeaders = ["Authorization": "Bearer \(secret)"]
            let body = #"{"label":"laptop","expiresAt":"2099-01-01","scopes":["receivers:read"]}"#
            #expect(try await server.send("POST", "/api/v1/tokens", headers: session, body: body).status == 422)
            let soon = Timestamp(seconds: Int64(Date.now.timeIntervalSince1970) + 86_400)
            let issued = try await server.send(
                "POST", "/api/v1/tokens", headers: session,
                body: #"{"label":"laptop","expiresAt":"\#(soon)","scopes":["receivers:read"]}"#)
            #expect(issued.status == 201)
            let token = try JSONDecoder().decode(IssuedTokenView.self, from: Data(issued.body))
            let shown: HTTPHeaders = ["Authorization": "Bearer \(token.token)"]
            #expect(try await server.send("GET", "/api/v1/receivers", headers: shown).status == 200)
            for path in ["/api/v1/stations", "/api/v1/people", "/api/v1/audit"] {
                #expect(try await server.send("GET", path, headers: shown).status == 403, "\(path)")
            }
            let list = try await server.send("GET", "/api/v1/tokens", headers: session)
            #expect(!String(decoding: list.body, as: UTF8.self).contains(token.token))
            #expect(try await server.sendAsNobody("GET", "/api/v1/receivers?token=\(token.token)").status == 401)
            #expect(try await server.send("DELETE", "/api/v1/tokens/\(token.id)", headers: session).status == 200)
            #expect(try await server.send("GET", "/api/v1/receivers", headers: shown).status == 401)
        }
    }

    @Test(
        "a token that may not do everything learns who it is and takes itself back, and reaches no more of its person")
    func narrowToken() async throws {
        try await withAdministrator { server, secret in
            let soon = Timestamp(seconds: Int64(Date.now.timeIntervalSince1970) + 86_400)
            func issue(_ scopes: String) async throws -> IssuedTokenView {
                let issued = try await server.send(
                    "POST", "/api/v1/tokens", headers: ["Authorization": "Bearer \(secret)"],
                    body: #"{"label":"x","expiresAt":"\#(soon)","scopes":[\#(scopes)]}"#)
                return try JSONDecoder().decode(IssuedTokenView.self, from: Data(issued.body))
            }
            let (narrow, full) = (try await issue(#""stations:read""#), try await issue(""))
            func ask(_ method: String, _ path: String, _ body: String? = nil, by token: String) async throws -> Int {
                try await server.send(method, path, headers: ["Authorization": "Bearer \(token)"], body: body).status
            }
            for (method, path, body) in [
                ("GET", "/api/v1/sessions", nil), ("DELETE", "/api/v1/sessions", nil),
                ("DELETE", "/api/v1/sessions/1", nil), ("GET", "/api/v1/tokens", nil),
                ("PUT", "/api/v1/session/person", #"{"name":"Nobody"}"#),
                ("PUT", "/api/v1/password", #"{"old":"\#(Self.password)","new":"five words of my own"}"#),
                ("GET", "/account", nil),
            ] as [(String, String, String?)] {
                #expect(try await ask(method, path, body, by: narrow.token) == 403, "\(method) \(path)")
            }
            #expect(try await ask("DELETE", "/api/v1/tokens/\(full.id)", by: narrow.token) == 404)
            #expect(try await ask("GET", "/api/v1/session", by: narrow.token) == 200)
            #expect(try await ask("DELETE", "/api/v1/tokens/\(narrow.id)", by: narrow.token) == 200)
            #expect(try await ask("GET", "/api/v1/session", by: narrow.token) == 401)
            #expect(try await ask("GET", "/api/v1/sessions", by: full.token) == 200)
            // It is no session, and none ended.
            #expect(try await ask("DELETE", "/api/v1/session", by: full.token) == 403)
            #expect(try await server.send("DELETE", "/api/v1/session").status == 403)
            #expect(try await ask("DELETE", "/api/v1/session", by: secret) == 204)
            #expect(try await ask("GET", "/api/v1/session", by: secret) == 401)
        }
    }

    @Test(
        "from an empty server to a station with one history: enrolled by token, deployed, swapped, decommissioned, audited"
    )
    func walk() async throws {
        try await withAdministrator { server, secret in
            let own: HTTPHeaders = ["Authorization": "Bearer \(secret)"]
            func ask(
                _ method: String, _ path: String, _ body: String? = nil, expecting status: Int = 200
            ) async throws
                -> JSONValue
            {
                let answer = try await server.send(method, "/api/v1" + path, headers: own, body: body)
                #expect(answer.status == status, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
                return JSONValue(bytes: answer.body) ?? .null
            }
            _ = try await ask("POST", "/projects", #"{"name":"Great Lakes"}"#, expecting: 201)
            let soon = Timestamp(seconds: Int64(Date.now.timeIntervalSince1970) + 86_400)
            let issued = try await ask(
                "POST", "/projects/1/enrolment-tokens", #"{"label":"spring","expiresAt":"\#(soon)","mostUses":1}"#,
                expecting: 201)
            let token = try #require(issued["token"]?.text)
            func enrol(_ serial: String) async throws -> HTTPResponse {
                try await server.sendAsNobody(
                    "POST", "/api/v1/registrations", body: #"{"serial":"\#(serial)","token":"\#(token)"}"#)
            }
            let enrolled = try await enrol("SG-F28CRPI33503")
            #expect(enrolled.status == 201)
            let key = try #require(JSONValue(bytes: enrolled.body)?["key"]?.text)
            #expect(try await enrol("SG-0000BBBK0000").status == 403, "the token is used up")
            #expect(try await server.post("/agent/next", as: "SG-F28CRPI33503", key: key).status == 200)
            _ = try await ask("POST", "/projects/1/receivers", #"{"serial":"SG-0000BBBK0000"}"#, expecting: 201)
            let place = #"{"latitude":45.2463,"longitude":-81.2963}"#
            _ = try await ask(
                "POST", "/projects/1/stations", #"{"name":"Cabot Head","place":\#(place)}"#, expecting: 201)
            let antennas = #"[{"port":1,"type":"yagi-5","bearing":90},{"port":2,"type":"omni"}]"#
            _ = try await ask(
                "POST", "/stations/1/deployments",
                #"{"serial":"SG-F28CRPI33503","start":"2026-05-01","antennas":\#(antennas)}"#, expecting: 201)
            _ = try await ask(
                "POST", "/stations/1/deployments", #"{"serial":"SG-F28CRPI33503","start":"2026-06-01"}"#, expecting: 409
            )
            _ = try await ask(
                "POST", "/deployments/1/swap", #"{"serial":"SG-0000BBBK0000","at":"2026-06-02T15:00:00Z"}"#)
            let station = try await ask("GET", "/stations/1")
            guard case .array(let deployments)? = station["deployments"] else {
                Issue.record("the station has no history")
                return
            }
            #expect(deployments.compactMap { $0["serial"]?.text } == ["SG-F28CRPI33503", "SG-0000BBBK0000"])
            #expect(
                deployments[0]["end"] == deployments[1]["start"]
                    && deployments[0]["antennas"] == deployments[1]["antennas"])
            #expect(station["receivers"] == .array([.string("SG-0000BBBK0000")]) && station["gaps"] == .array([]))
            let gone = try await ask("POST", "/receivers/SG-F28CRPI33503/decommission")
            #expect(gone["receiver"]?["registration"]?.text == "decommissioned")
            let late = try await server.send(
                "PUT", "/api/v1/stations/1", headers: ["Authorization": "Bearer \(secret)", "If-Match": "\"7\""],
                body: #"{"name":"Cabot"}"#)
            #expect(late.status == 412)
            let proof = try await ask("GET", "/audit/verification")
            #expect(proof["broken"] == nil)
            guard case .integer(let sound)? = proof["sound"] else {
                Issue.record("nothing was proven")
                return
            }
            #expect(sound >= 9)
            for (query, count) in [
                ("since=2126-05-01", 0), ("until=2026-01-01", 0), ("since=2026-01-01&until=2126-05-01", sound),
            ] {
                let records = try await ask("GET", "/audit?limit=1000&\(query)")
                guard case .array(let items)? = records["items"] else {
                    Issue.record("no records: \(query)")
                    return
                }
                #expect(items.count == Int(count), "\(query)")
            }
            for query in ["since=soon", "until="] {
                #expect(try await server.send("GET", "/api/v1/audit?\(query)").status == 400)
            }
        }
    }
}
