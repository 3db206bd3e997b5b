// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import TestSupport
import Testing

@Suite("The built server as a process", .timeLimit(.minutes(5)))
struct ProcessTests {
    @Test("a second server on the same data is refused, and told what to do")
    func secondServer() async throws {
        try await withServer { server in
            let (status, output) = try await RunningProgram.run(
                "gnome-server", ["--data-folder", server.folder + "/data", "--http-port", "0"])
            #expect(status == 69)
            #expect(output.contains("Error:"))
            #expect(try await server.send("GET", "/readyz").status == 200)
        }
    }

    @Test("a wrong setting ends the start with code 78 and names its key, wherever it stands")
    func wrongSettings() async throws {
        try await withTemporaryFolder { folder in
            let file = folder + "/settings"
            try "http.port = many\n".write(toFile: file, atomically: true, encoding: .utf8)
            let (mistyped, unknown) = (folder + "/mistyped", folder + "/unknown")
            try "amqp.url amqp://u:secret@h/\n".write(toFile: mistyped, atomically: true, encoding: .utf8)
            try "amqp.url: amqp://u:secret@h/?x=5\n".write(toFile: unknown, atomically: true, encoding: .utf8)
            let table: [([String], [String: String], String)] = [
                (["--http-port", "99999"], [:], "http.port"),
                (["--http-address", "0.0.0.0"], [:], "http.address"),
                (["--http-prot", "1"], [:], "--http-port"),
                (["--amqp-url", "http://admin:secret@x"], [:], "amqp.url"),
                (["--amqp-proof-of-concept", "maybe"], [:], "amqp.proof-of-concept"),
                ([], ["GNOME_STATUS_SLACK": "soon"], "GNOME_STATUS_SLACK"),
                (["--config", file], [:], "settings:1"),
                (["--config=\(mistyped)"], [:], "mistyped:1"),
                (["--config", unknown], [:], "unknown:1"),
                (["--http-address", "127.foo.bar.baz"], [:], "http.address"),
                (["--config", folder + "/absent"], [:], "absent"),
            ]
            for (arguments, environment, expected) in table {
                let (status, output) = try await RunningProgram.run(
                    "gnome-server", ["--data-folder", folder] + arguments, environment: environment)
                #expect(status == 78, "\(arguments)")
                #expect(output.contains(expected), "\(output)")
                #expect(!output.contains("secret"))
            }
        }
    }

    @Test("a server whose address is taken ends with code 69 and says so")
    func takenAddress() async throws {
        try await withServer { server in
            let port = server.url.split(separator: ":").last.map(String.init) ?? ""
            let (status, output) = try await RunningProgram.run(
                "gnome-server", ["--data-folder", server.folder + "/other", "--http-port", port])
            #expect(status == 69)
            #expect(output.contains(port))
        }
    }

    @Test("the settings are printed without secrets, and the later source outweighs the earlier")
    func printsSettings() async throws {
        try await withTemporaryFolder { folder in
            let file = folder + "/settings"
            try "http.port = 1\nstatus.slack = 1m\namqp.prefetch = 7\n"
                .write(toFile: file, atomically: true, encoding: .utf8)
            let (status, output) = try await RunningProgram.run(
                "gnome-server", ["--config", file, "--print-config", "--http-port", "3"],
                environment: [
                    "GNOME_HTTP_PORT": "2", "GNOME_STATUS_SLACK": "90s", "GNOME_AMQP_URL": "amqp://u:hidden@h/",
                ])
            #expect(status == 0)
            for line in ["http.port = 3", "status.slack = 90s", "amqp.prefetch = 7"] { #expect(output.contains(line)) }
            #expect(!output.contains("hidden"))
        }
    }

    @Test("the token is for its owner's eyes only, and only the token changes things")
    func token() async throws {
        try await withServer { server in
            let path = server.folder + "/data/admin-token"
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? UInt
            #expect(mode == 0o600)
            for (method, target) in [
                ("PUT", "/api/v1/receivers/SG-F28CRPI33503"), ("POST", "/api/v1/receivers/import-motus"),
                ("GET", "/api/v1/quarantine"),
            ] {
                #expect(try await server.sendAsNobody(method, target, body: "").status == 401)
                let wrong = try await server.send(method, target, headers: ["Authorization": "Bearer x"], body: "")
                #expect(wrong.status == 401)
            }
            #expect(try await server.send("GET", "/api/v1/receivers/SG-F28CRPI33503").status == 404)
        }
    }

    @Test("a name that is not the server's is misdirected, and a proxied name reaches the receivers' routes only")
    func hosts() async throws {
        try await withServer(["--http-hosts", "receivers.example.org"]) { server in
            let table = [
                ("evil.example.org", "/receivers", 421), ("receivers.example.org", "/receivers", 421),
                ("receivers.example.org", "/agent/next", 401), ("localhost", "/receivers", 200),
                ("127.0.0.1.evil.example.org", "/receivers", 421),
            ]
            for (host, path, expected) in table {
                let method = path.hasPrefix("/agent") ? "POST" : "GET"
                let ask = path.hasPrefix("/agent") ? server.sendAsNobody : server.send
                let answer = try await ask(
                    method, path, ["Host": host], method == "POST" ? "" : nil)
                #expect(answer.status == expected, "\(host) \(path)")
            }
        }
    }

    @Test(
        "every answer carries the headers that keep it where it belongs",
        arguments: [
            "/receivers", "/receivers/SG-0000BBBK0000", "/api/v1/receivers", "/nowhere", "/static/style.css",
            "/healthz",
        ])
    func headers(path: String) async throws {
        try await withServer { server in
            let answer = try await server.send("GET", path)
            #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
            #expect(answer.headers["Content-Security-Policy"]?.contains("default-src 'none'") == true)
            #expect(answer.headers["Referrer-Policy"] == "same-origin")
        }
    }

    @Test("what was answered before kill -9 is there afterwards, and the next start needs no help")
    func survivesKill() async throws {
        try await withTemporaryFolder { folder in
            var expected = 0
            for round in 0..<3 {
                let server = try await TestServer.start(in: folder)
                try await server.add("SG-7F5ERPI46977")
                #expect(try await server.allMessages().count == expected)
                for number in 0..<20 {
                    let answer = try await server.post(
                        "/agent/info", as: "SG-7F5ERPI46977", key: "k",
                        body: "sgid: SG-7F5ERPI46977\ndate: \(round)\(number)\n")
                    #expect(answer.status == 200)
                    expected += 1
                }
                server.program.signal(9)
                #expect(await server.program.end() == -9)
            }
            let server = try await TestServer.start(in: folder)
            #expect(try await server.allMessages().count == expected)
            await server.stop()
        }
    }

    @Test("Motus' list is imported whole, tells what it could not place, and changes nothing the second time")
    func importsMotus() async throws {
        let path = RunningProgram.packageRoot + "/../shared/data/motus/receivers.json"
        guard FileManager.default.fileExists(atPath: path) else {
            print("skipped: \(path) is absent")
            return
        }
        try await withServer { server in
            func run(_ options: String...) async throws -> MotusImportCounts {
                let (status, output) = try await RunningProgram.run(
                    "gnomectl", ["receivers", "import-motus", path, "--format", "json"] + options,
                    environment: ["GNOME_SERVER": server.url, "GNOME_TOKEN_FILE": server.folder + "/data/admin-token"])
                try #require(status == 0, "\(output)")
                return try JSONDecoder().decode(MotusImportCounts.self, from: Data(output.utf8))
            }
            let dry = try await run("--dry-run")
            #expect(dry.added.count == 695)
            #expect(try await server.get("/api/v1/receivers", as: PageCount.self).items.isEmpty)
            let first = try await run()
            #expect(first.rows == 819)
            #expect(first.added.count == 695)
            #expect(first.superseded.count == 123)
            #expect(first.unplaced.count == 1)
            let second = try await run()
            #expect(second.added.isEmpty && second.updated.isEmpty)
            #expect(second.unchanged == 695)
        }
    }

    private struct MotusImportCounts: Decodable {
        var rows: Int
        var added: [String]
        var updated: [String]
        var unchanged: Int
        var superseded: [JSONValue]
        var unplaced: [JSONValue]
    }

    private struct PageCount: Decodable { var items: [JSONValue] }
}
