// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

/// A person at a terminal of their own, who has nothing but gnomectl.
private struct Person {
    let home: String

    /// Ann, who sets a fresh server up.
    static func administrator(of server: TestServer) async throws -> Person {
        let ann = Person(home: server.folder)
        let code = try #require(server.setUpCode, "no code was printed")
        _ = try await ann.ask(
            "login", "--server", server.url, "--setup-code", code, "--user", "ann", "--name", "Ann Lee",
            "--password-file", try ann.keep(AccessTests.password, as: "password"))
        return ann
    }

    /// What gnomectl answers.
    func ask(_ words: String..., expecting status: Int32 = 0) async throws -> String {
        try await run(words, expecting: status)
    }

    /// The identifier that gnomectl answers.
    func identifier(_ words: String...) async throws -> String {
        String(try await run(words + ["--quiet"], expecting: 0).prefix { !$0.isNewline })
    }

    private func run(_ words: [String], expecting status: Int32) async throws -> String {
        let (ended, output) = try await RunningProgram.run(
            "gnomectl", words,
            environment: [
                "HOME": home, "XDG_CONFIG_HOME": "\(home)/config", "XDG_DATA_HOME": "\(home)/share",
                "GNOME_SERVER": "", "GNOME_TOKEN_FILE": "", "GNOME_PROFILE": "",
            ])
        try #require(ended == status, "gnomectl \(words.joined(separator: " ")): \(output)")
        return output
    }

    /// Keeps a secret in a file of theirs.
    func keep(_ text: String, as name: String) throws -> String {
        let path = "\(home)/\(name)"
        try Data((text + "\n").utf8).write(to: URL(filePath: path))
        return path
    }
}

@Suite("A fleet by gnomectl alone", .timeLimit(.minutes(5)))
struct GnomectlWalkTests {
    @Test(
        "from a fresh server to a station with one history: set up, deployed, enrolled, swapped, decommissioned, audited"
    )
    func walk() async throws {
        try await withServer { server in
            let ann = try await Person.administrator(of: server)
            #expect(try await ann.identifier("whoami") == "ann")

            let project = try await ann.identifier("projects", "add", "Great Lakes")
            let station = try await ann.identifier(
                "stations", "add", "Cabot Head", "--project", "Great Lakes", "--place", "45.2463,-81.2963")
            let serial = try await ann.identifier("simulate", "--receivers", "1", "--seed", "7", "--rounds", "0")
            _ = try await ann.ask("receivers", "add", serial, "--project", project, "--expected")
            _ = try await ann.ask(
                "deployments", "add", "Cabot Head", serial, "--start", "2026-05-01", "--antenna",
                "port=1,type=yagi-5,bearing=90", "--antenna", "port=2,type=omni,frequency=166.38", "--solar", "yes")
            _ = try await ann.ask("receivers", "wait", serial, "--state", "accepted", "--timeout", "1s", expecting: 75)

            let token = try ann.keep(
                try await ann.identifier("tokens", "issue-enrolment", "spring", "--project", project),
                as: "enrolment-token")
            _ = try await ann.ask(
                "simulate", "--receivers", "1", "--seed", "7", "--orderly", "--rounds", "1", "--enrol", token)
            // The token was for one.
            _ = try await ann.ask(
                "simulate", "--receivers", "1", "--seed", "8", "--orderly", "--enrol", token, expecting: 77)
            for state in ["registered", "accepted", "heard", "deployed"] {
                _ = try await ann.ask("receivers", "wait", serial, "--state", state, "--timeout", "1m")
            }
            let first = try await ann.identifier("deployments", "list")
            let hanging = try await ann.ask("deployments", "show", first)
            #expect(hanging.contains("yagi-5") && hanging.contains("omni") && hanging.contains("Cabot Head"))

            _ = try await ann.ask("receivers", "add", "SG-0000BBBK0000", "--project", project)
            let second = try await ann.identifier("stations", "swap", station, "SG-0000BBBK0000")
            _ = try await ann.ask("deployments", "undo", second)
            _ = try await ann.ask("stations", "swap", station, "SG-0000BBBK0000")
            let text = try await ann.ask("stations", "show", "Cabot Head", "--format", "json")
            let history = try #require(JSONValue(bytes: Array(text.utf8)))
            guard case .array(let deployments)? = history["deployments"] else {
                Issue.record("the station has no history")
                return
            }
            #expect(deployments.compactMap { $0["serial"]?.text } == [serial, "SG-0000BBBK0000"])
            #expect(deployments.first?["antennas"] == deployments.last?["antennas"])
            #expect(deployments.first?["end"] == deployments.last?["start"])
            #expect(history["gaps"] == .array([]))
            // What the receiver sent stays with it, and with the place where it hung.
            #expect(deployments.first?["frames"] != .integer(0))

            _ = try await ann.ask("receivers", "decommission", serial)
            #expect(try await ann.ask("receivers", "list", "--registration", "decommissioned", "-q") == serial + "\n")
            #expect(try await ann.ask("audit", "verify").hasPrefix("All "))
            let actions = try await ann.ask("audit", "export").split(separator: "\n").map { line in
                JSONValue(bytes: Array(line.utf8))?["action"]?.text ?? ""
            }
            for action in ["project.add", "station.add", "deployment.swap", "receiver.decommission"] {
                #expect(actions.contains(action), "\(action) is not in the audit: \(actions)")
            }
            _ = try await ann.ask("logout")
            _ = try await ann.ask("whoami", "--server", server.url, expecting: 77)
        }
    }

    @Test("an invited person comes in with gnomectl, may what their role lets them, and is told what they may not")
    func invited() async throws {
        try await withServer { server in
            let ann = try await Person.administrator(of: server)
            let bob = Person(home: "\(server.folder)/bob")
            try FileManager.default.createDirectory(atPath: bob.home, withIntermediateDirectories: true)
            _ = try await ann.ask("projects", "add", "Great Lakes")
            let invitation = try await ann.identifier(
                "users", "invite", "--label", "Bob", "--project", "Great Lakes", "--role", "operator")
            let password = try bob.keep("five words of his own", as: "password")
            _ = try await bob.ask(
                "login", "--server", server.url, "--profile", "lakes", "--invitation",
                "\(server.url)/invitation?invitation=\(invitation)", "--user", "bob",
                "--name", "Bob", "--password-file", password)
            _ = try await bob.ask("stations", "add", "Cabot Head", "--project", "1", "--profile", "lakes")
            _ = try await bob.ask("projects", "add", "Mine", "--profile", "lakes", expecting: 77)
            #expect(try await ann.ask("projects", "members", "1", "-q") == "bob\n")
            let program = try await bob.identifier(
                "tokens", "issue", "script", "--scope", "stations:read", "--profile", "lakes", "--password-file",
                password)
            let file = try bob.keep(program, as: "token")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
            #expect(
                try await bob.ask("stations", "list", "--server", server.url, "--token-file", file, "-q") == "1\n")
            _ = try await bob.ask(
                "receivers", "list", "--server", server.url, "--token-file", file, expecting: 77)
            _ = try await ann.ask("users", "disable", "bob")
            _ = try await bob.ask("stations", "list", "--profile", "lakes", expecting: 77)
            _ = try await ann.ask("users", "enable", "bob")
            let link = try await ann.identifier("users", "reset-link", "bob")
            _ = try await bob.ask(
                "login", "--profile", "lakes", "--reset-link", "\(server.url)/reset?link=\(link)", "--password-file",
                try bob.keep("six other words of his own", as: "new"))
            #expect(try await bob.identifier("whoami", "--profile", "lakes") == "bob")
        }
    }

    @Test("a list is imported with gnomectl, a known key is taken at once, and another one is settled and taken back")
    func importAndConflict() async throws {
        let (serial, own, other) = (
            "SG-F28CRPI33503", String(repeating: "0", count: 32), String(repeating: "1", count: 32)
        )
        try await withServer { server in
            let ann = try await Person.administrator(of: server)
            _ = try await ann.ask("projects", "add", "Great Lakes")
            let list = try ann.keep(
                "serial,name,key,state\n\(serial),\"Cabot, Head\",\(own),preauthorised\nSG-0000BBBK0000,x,y,accepted",
                as: "list")
            let dry = try await ann.ask(
                "receivers", "import", list, "--project", "Great Lakes", "--dry-run", expecting: 1)
            #expect(dry.contains("Nothing was changed") && dry.contains("key must be 16 to 256"))
            #expect(try await ann.ask("receivers", "list", "-q") == "")
            _ = try await ann.ask("receivers", "import", list, "--project", "Great Lakes", expecting: 1)
            #expect(try await ann.ask("receivers", "list", "-q") == serial + "\n")

            #expect(try await server.post("/agent/next", as: serial, key: own).status == 200)
            _ = try await ann.ask("receivers", "wait", serial, "--state", "accepted", "--timeout", "1m")
            _ = try await server.post("/agent/next", as: serial, key: other)
            let conflict = try await ann.identifier("conflicts", "list")
            #expect(try await ann.ask("conflicts", "show", conflict).contains("card was probably"))
            _ = try await ann.ask("conflicts", "settle", conflict, "accept")
            #expect(try await ann.ask("conflicts", "list", "-q") == "")
            #expect(try await ann.ask("conflicts", "list", "--state", "settled", "-q") == conflict + "\n")
            _ = try await ann.ask("conflicts", "undo", conflict)
            _ = try await ann.ask("conflicts", "settle", conflict, "reject")

            let key = try await ann.identifier("receivers", "rotate-key", serial)
            #expect(try await server.post("/agent/next", as: serial, key: key).status == 200)
            #expect(try await ann.ask("receivers", "show", serial, "--format", "json").contains("Cabot, Head"))
        }
    }

    @Test("a person changes their password with gnomectl, which ends their sessions and leaves their profile")
    func account() async throws {
        try await withServer { server in
            let ann = try await Person.administrator(of: server)
            let (old, new) = (AccessTests.password, "five other words of mine")
            func logIn(_ password: String) async throws -> Int {
                try await server.sendAsNobody(
                    "POST", "/api/v1/session", body: #"{"login":"ann","password":"\#(password)"}"#
                ).status
            }
            #expect(try await logIn(old) == 201)
            let session = try await ann.identifier("account", "sessions", "list")
            _ = try await ann.ask("account", "sessions", "revoke", session)
            #expect(try await ann.ask("account", "sessions", "list", "-q") == "")

            #expect(try await logIn(old) == 201)
            let (oldFile, newFile) = (try ann.keep(old, as: "password"), try ann.keep(new, as: "new-password"))
            let weak = try await ann.ask(
                "account", "password", "--password-file", oldFile, "--new-password-file",
                try ann.keep("short", as: "weak"), expecting: 1)
            #expect(weak.contains("12"))
            let changed = try await ann.identifier(
                "account", "password", "--password-file", oldFile, "--new-password-file", newFile)
            #expect(changed == "ann")
            #expect(try await ann.ask("account", "sessions", "list", "-q") == "")
            #expect(try await logIn(old) == 401)
            #expect(try await logIn(new) == 201)
            _ = try await ann.ask(
                "account", "password", "--password-file", oldFile, "--new-password-file", newFile, expecting: 77)
        }
    }

    @Test("photos of a station are added, listed, fetched and taken away with gnomectl; a deployment begins now")
    func photos() async throws {
        try await withServer { server in
            let ann = try await Person.administrator(of: server)
            _ = try await ann.ask("projects", "add", "Great Lakes")
            let station = try await ann.identifier("stations", "add", "Cabot Head", "--project", "1")
            let picture = TestPicture.png(adding: [("tEXt", Array("where it was taken".utf8))])
            let (file, copy) = ("\(server.folder)/mast.png", "\(server.folder)/copy.png")
            try Data(picture).write(to: URL(filePath: file))
            let photo = try await ann.identifier(
                "stations", "photos", "add", station, file, "--caption", "The mast & 鳥")
            #expect(try await ann.ask("stations", "photos", "list", "Cabot Head").contains("The mast & 鳥"))
            _ = try await ann.ask("stations", "photos", "show", station, photo, "--output", copy)
            #expect(FileManager.default.contents(atPath: copy) == Data(TestPicture.png))
            let wrong = try await ann.ask(
                "stations", "photos", "add", station, try ann.keep("no picture", as: "text"), expecting: 1)
            #expect(wrong.contains("JPEG, PNG or WebP"))
            _ = try await ann.ask("stations", "photos", "remove", station, photo)
            #expect(try await ann.ask("stations", "photos", "list", station, "-q") == "")

            _ = try await ann.ask("receivers", "add", "SG-F28CRPI33503", "--project", "1")
            let deployment = try await ann.identifier("deployments", "add", station, "SG-F28CRPI33503")
            let view = try await server.get("/api/v1/deployments/\(deployment)", as: DeploymentView.self)
            #expect(view.end == nil)
            // It hangs there now, so the hardware can be swapped now.
            _ = try await ann.ask("receivers", "add", "SG-0000BBBK0000", "--project", "1")
            _ = try await ann.ask("stations", "swap", station, "SG-0000BBBK0000")
            // Since when it was has to be said again where a deployment is corrected.
            let change = try await server.send(
                "PUT", "/api/v1/deployments/\(deployment)", body: #"{"serial":"SG-F28CRPI33503"}"#)
            #expect(change.status == 400)
        }
    }
}
