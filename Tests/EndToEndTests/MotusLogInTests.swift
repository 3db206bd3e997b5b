// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import StandInMotus
import TestSupport
import Testing

@Suite("People who log in to the built server with accounts at Motus", .timeLimit(.minutes(10)))
struct MotusLogInTests {
    private static let password = "hush-Hush.at-motus"
    private static let form: HTTPHeaders = [
        "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
    ]

    private static func lend(
        _ body: @escaping @Sendable (StandInMotus, TestServer) async throws -> Void
    ) async throws {
        try await StandInMotus.lend(now: SystemTime.now) { motus, url in
            motus.accounts = [.init("jdoe", password: password, user: 161, projects: [213: "Great Lakes"])]
            try await withServer(["--motus-log-in", "on", "--motus-url", url]) { server in
                try await body(motus, server)
            }
        }
    }

    private static func logIn(
        _ server: TestServer, _ password: String = password, account: String = "motus"
    ) async throws -> HTTPResponse {
        try await server.sendAsNobody(
            "POST", "/api/v1/session", body: #"{"account":"\#(account)","login":"jdoe","password":"\#(password)"}"#)
    }

    @Test(
        "the page offers the choice, lets them in to see the project that Motus names, and shows them and others as what they are"
    )
    func pages() async throws {
        try await Self.lend { motus, server in
            let ann = try await server.setUp()
            func ask(_ method: String, _ path: String, _ body: String? = nil) async throws -> HTTPResponse {
                try await server.send(
                    method, "/api/v1" + path, headers: ["Authorization": "Bearer \(ann)"], body: body)
            }
            _ = try await ask("POST", "/projects", #"{"name":"Great Lakes","motusID":213}"#)
            _ = try await ask("POST", "/projects", #"{"name":"Ours alone"}"#)
            let page = String(decoding: try await server.sendAsNobody("GET", "/log-in").body, as: UTF8.self)
            #expect(page.contains(#"<select id="account""#) && page.contains(#"value="local" selected"#))
            let bookmarked = try await server.sendAsNobody("GET", "/log-in?account=motus").body
            #expect(String(decoding: bookmarked, as: UTF8.self).contains(#"value="motus" selected"#))
            func send(_ password: String) async throws -> HTTPResponse {
                try await server.sendAsNobody(
                    "POST", "/log-in", headers: Self.form, body: "account=motus&login=jdoe&password=\(password)")
            }
            let refused = try await send("wrong")
            #expect(refused.status == 403 && !String(decoding: refused.body, as: UTF8.self).contains("wrong\""))
            let entered = try await send(Self.password)
            #expect(entered.status == 303)
            let cookie = try #require(entered.headers["Set-Cookie"]?.split(separator: ";").first.map(String.init))
            func see(_ path: String) async throws -> HTTPResponse {
                try await server.sendAsNobody("GET", path, headers: ["Cookie": cookie])
            }
            let projects = String(decoding: try await see("/projects").body, as: UTF8.self)
            #expect(projects.contains("Great Lakes") && !projects.contains("Ours alone"))
            #expect(try await see("/projects/2").status == 404)
            #expect(try await see("/projects/1/edit").status == 403)
            let who = try #require(
                JSONValue(
                    bytes: try await server.sendAsNobody("GET", "/api/v1/session", headers: ["Cookie": cookie]).body))
            #expect(who["login"]?.text == "motus-161" && who["isAdministrator"] == .bool(false))
            #expect(
                who["roles"]
                    == .array([
                        .object(["project": .integer(1), "role": .string("viewer"), "isFromMotus": .bool(true)])
                    ]))
            for path in ["/projects/1", "/people/2"] {
                let shown = try await server.sendAsNobody(
                    "GET", path, headers: ["Cookie": "__Host-gnome=\(ann)"])
                #expect(String(decoding: shown.body, as: UTF8.self).contains("viewer, by Motus"), "\(path)")
            }
            #expect(try await ask("DELETE", "/projects/1/members/2").status == 409)
            #expect(try await ask("PUT", "/projects/1/members/2", #"{"role":"operator"}"#).status == 200)
            let bound = try await ask("PUT", "/people/1", #"{"name":"Ann Lee","isAdministrator":true,"motusID":161}"#)
            #expect(bound.status == 409)
            // Motus goes away: said on the page, and nobody else minds.
            motus.mood = .overloaded
            let away = try await send(Self.password)
            #expect(away.status == 503 && away.headers["Retry-After"] != nil)
            let words = String(decoding: away.body, as: UTF8.self)
            #expect(words.contains("Motus does not answer") && words.contains(#"name="password""#))
            #expect(!words.contains(Self.password))
            #expect(
                try await server.sendAsNobody(
                    "POST", "/api/v1/session", body: #"{"login":"ann","password":"\#(AccessTests.password)"}"#
                ).status == 201)
        }
    }

    @Test("gnomectl logs in with them, and the password is nowhere: no file, no log, no audit, no backup of it")
    func nowhere() async throws {
        try await Self.lend { motus, server in
            let folder = server.folder
            try Data("\(Self.password)\n".utf8).write(to: URL(filePath: folder + "/password"))
            func gnomectl(_ arguments: String...) async throws -> (status: Int32, output: String) {
                try await RunningProgram.run(
                    "gnomectl", arguments,
                    environment: ["GNOME_SERVER": server.url, "XDG_CONFIG_HOME": folder + "/config"])
            }
            let entered = try await gnomectl(
                "login", "--motus", "--user", "jdoe", "--password-file", folder + "/password")
            #expect(entered.status == 0 && entered.output.contains("You are motus-161"), "\(entered.output)")
            #expect(try await gnomectl("whoami").output.contains("motus-161"))
            // No more than there are free tries.
            for mood in [StandInMotus.Mood.overloaded, .cut, .endless, .redirect] {
                motus.mood = mood
                #expect(try await Self.logIn(server).status == 503)
            }
            motus.mood = nil
            motus.accounts[0].password = "another"
            #expect(try await Self.logIn(server).status == 401)
            let audit = try await server.send("GET", "/api/v1/audit")
            server.program.signal(15)
            let log = await server.program.output()
            #expect(log.contains("Motus could not be asked"))
            var texts = [log, String(decoding: audit.body, as: UTF8.self), entered.output]
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path != "password" {
                texts.append(
                    String(decoding: FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data(), as: UTF8.self)
                )
            }
            #expect(texts.contains { $0.contains("motus-161") } && texts.count > 4)
            for text in texts { #expect(!text.contains(Self.password)) }
        }
    }

    @Test(
        "it is off where nobody switches it on: no choice on the page, and a request for it is refused with the field")
    func off() async throws {
        try await withServer { server in
            let page = String(decoding: try await server.sendAsNobody("GET", "/log-in").body, as: UTF8.self)
            #expect(!page.contains("otus"))
            let answer = try await Self.logIn(server)
            #expect(answer.status == 422)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("takes no Motus accounts"))
            #expect(try await Self.logIn(server, account: "elsewhere").status == 400)
            #expect(try await Self.logIn(server, account: "local").status == 401)
        }
    }
}
