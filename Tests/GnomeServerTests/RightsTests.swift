// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@testable import gnome_server

/// Every operation and every page, asked for by everybody: on what is theirs, and on what is others'.
@Suite("The rights matrix", .timeLimit(.minutes(5)))
struct RightsTests {
    /// Who asks.
    private enum Actor: CaseIterable {
        case anonymous, viewer, `operator`, manager, stranger, administrator

        /// What they are in a project: 0 viewer, 1 operator, 2 manager; nothing where they are nobody there.
        func rank(in project: Int) -> Int? {
            switch self {
            case .anonymous: nil
            case .viewer: project == 1 ? 0 : nil
            case .operator: project == 1 ? 1 : nil
            case .manager: project == 1 ? 2 : nil
            case .stranger: project == 2 ? 2 : nil
            case .administrator: 3
            }
        }
    }

    /// The least role in the project for each permission, written down once more, by hand: 0 viewer, 1 operator, 2 manager,
    /// 3 where only administrators do.
    private static let least: [String: Int] = [
        "receivers:read": 0, "receivers:operate": 1, "receivers:manage": 2, "stations:read": 0, "stations:manage": 1,
        "project:read": 0, "project:manage": 2, "quarantine:read": 3, "quarantine:manage": 3, "server:read": 3,
        "server:manage": 3,
    ]
    /// What holds for each what is theirs, so that whoever has logged in may ask.
    private static let lists: Set = [
        "GET /api/v1/receivers", "GET /api/v1/stations", "GET /api/v1/projects", "GET /api/v1/conflicts",
        "GET /api/v1/deployments", "GET /receivers", "GET /stations", "GET /projects", "GET /conflicts",
        "GET /newcomers",
        "POST /receivers",
    ]
    /// What of a path belongs to a project.
    private static let scopes = ["{project}", "{station}", "{deployment}", "{serial}", "{conflict}"]
    private static let serials = [Serial(sensorgnome: "F28CRPI33503"), Serial(sensorgnome: "0000BBBK0000")]

    /// Lends a server with two projects that each have one of everything, and what proves who asks.
    private static func lend(_ body: (ApplicationBench, [Actor: String]) async throws -> Void) async throws {
        let bench = ApplicationBench()
        let code = try #require(try await bench.context.access.makeSetUpCode(at: ApplicationBench.now))
        var secrets: [Actor: String] = [.administrator: try await bench.enter("/setup", #""code":"\#(code)""#, "ann")]
        for (index, serial) in serials.enumerated() {
            let project = index + 1
            try await bench.make("/projects", #"{"name":"P\#(project)"}"#)
            try await bench.make("/projects/\(project)/receivers", #"{"serial":"\#(serial)"}"#)
            try await bench.make("/projects/\(project)/stations", #"{"name":"S"}"#)
            try await bench.make(
                "/stations/\(project)/deployments", #"{"serial":"\#(serial)","start":"2026-05-01"}"#)
            try await bench.make("/stations/\(project)/photos", bytes: TestPicture.png)
            // The second key of each makes a conflict.
            for key in ["0123456789abcdef\(project)", "fedcba9876543210\(project)"] {
                try await bench.call(serial.text, key: key)
            }
        }
        for (actor, project, role) in [
            (Actor.viewer, 1, "viewer"), (.operator, 1, "operator"), (.manager, 1, "manager"),
            (.stranger, 2, "manager"),
        ] {
            let issued = try await bench.make(
                "/projects/\(project)/invitations", #"{"label":"x","role":"\#(role)"}"#)
            let invitation = try #require(issued["token"]?.text)
            secrets[actor] = try await bench.enter(
                "/invitations/accept", #""invitation":"\#(invitation)""#, "\(actor)x")
        }
        await bench.mark()
        try await body(bench, secrets)
    }

    @Test(
        "every operation and page is open, closed or hidden to every role as the table says, on own and on others' things"
    )
    func matrix() async throws {
        try await Self.lend { bench, secrets in
            let actors = Actor.allCases.flatMap { actor in [1, 2].map { (actor, project: $0) } }
            var asked: [Operation.Surface: Int] = [:]
            for operation in bench.context.operations {
                switch operation.access {
                case .open, .receiver, .thisMachine: continue
                case .somebody, .oneself:
                    // One's own: nobody else's things can be named there.
                    let answer = try await Self.ask(bench, for: operation, on: 1, as: nil)
                    #expect(answer.isOfNobody(operation), "\(operation.label) by nobody: \(answer.status)")
                case .permission(let permission, _):
                    let least = try #require(Self.least[permission.rawValue], "\(permission) is not in the table")
                    for (actor, project) in actors {
                        let answer = try await Self.ask(bench, for: operation, on: project, as: secrets[actor])
                        asked[operation.surface, default: 0] += 1
                        let isRight = Self.isRight(answer, to: operation, least, by: actor, on: project)
                        #expect(isRight, "\(operation.label) of project \(project) by \(actor): \(answer.status)")
                        if operation.method != "GET", answer.status < 400 { await bench.rewind() }
                    }
                }
            }
            #expect(asked[.api, default: 0] > 800 && asked[.page, default: 0] > 800, "\(asked)")
        }
    }

    /// Asks for what a project has, with what can't be taken, or rests on a state that never was, where that can be said.
    private static func ask(
        _ bench: ApplicationBench, for operation: Operation, on project: Int, as secret: String?
    ) async throws -> HTTPResponse {
        // A member of the project, and no administrator.
        let person = project == 1 ? 2 : 5
        let path = operation.pattern.replacing("{serial}", with: serials[project - 1].text)
            .replacing("{series}", with: "http").replacing("{forward}", with: "none")
            .replacing("{person}", with: "\(person)").replacing("{session}", with: "\(person)")
            .replacing(/\{[a-z]+\}/, with: "\(project)")
        guard operation.surface == .page else {
            var headers: HTTPHeaders = ["If-Match": "\"0\""]
            headers["Authorization"] = secret.map { "Bearer \($0)" }
            let body = operation.contract?.body == nil ? nil : #"{"no such field":1}"#
            return try await bench.ask(operation.method, path, headers: headers, body: body)
        }
        let body = operation.method == "GET" ? nil : "revision=0"
        return try await send(bench, operation.method, path, body, as: secret)
    }

    /// Asks for a page, or sends a form, as a browser does.
    private static func send(
        _ bench: ApplicationBench, _ method: String, _ path: String, _ form: String?, as secret: String?
    ) async throws -> HTTPResponse {
        var headers: HTTPHeaders = [
            "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
        ]
        headers["Cookie"] = secret.map { "\(HTTPRequestHead.sessionCookie)=\($0)" }
        let proof = secret.map { FormProof(ofSession: $0).value } ?? ""
        return try await bench.ask(method, path, headers: headers, body: form.map { "proof=\(proof)&\($0)" })
    }

    /// Whether an answer is what who asks is to get.
    private static func isRight(
        _ answer: HTTPResponse, to operation: Operation, _ least: Int, by actor: Actor, on project: Int
    ) -> Bool {
        if actor == .anonymous { return answer.isOfNobody(operation) }
        let isList = lists.contains(operation.label)
        let isScoped = scopes.contains { operation.pattern.contains($0) }
        let rank = actor.rank(in: project)
        if isList || rank.map({ $0 >= least }) ?? false, actor == .administrator || isList || isScoped {
            // What is there is shown. Else what is sent can't be taken, rests on another state, or was done.
            if isScoped || isList { return operation.method == "GET" ? answer.status == 200 : answer.hasPassed }
            return answer.hasPassed || answer.status == 404
        }
        // Of the server's own affairs everybody knows that there are such.
        guard isScoped, least < 3 else { return answer.status == 403 }
        return answer.status == (rank == nil ? 404 : 403)
    }

    @Test(
        "what is done with many receivers at once is done with those with which each may do it alone, and with no other"
    )
    func many() async throws {
        try await Self.lend { bench, secrets in
            for act in BulkForm.Act.allCases {
                for actor in Actor.allCases {
                    for (index, serial) in Self.serials.enumerated() {
                        let before = try await bench.context.requireReceiver(serial)
                        let other = 2 - index
                        let answer = try await Self.send(
                            bench, "POST", "/receivers",
                            "serial=\(serial)&act=\(act.rawValue)&sure=true&project=\(act == .move ? "\(other)" : "")",
                            as: secrets[actor])
                        let after = try await bench.context.requireReceiver(serial)
                        let text = String(decoding: answer.body, as: UTF8.self)
                        let least =
                            switch act {
                            case .accept, .decommission: 2
                            case .move: 3
                            // What is in service is rejected by nobody.
                            case .reject: Int.max
                            }
                        let may = actor.rank(in: index + 1).map { $0 >= least } ?? false
                        let isDone = answer.status == 200 && !text.contains("not done")
                        #expect(isDone == may, "\(act) of \(serial) by \(actor): \(answer.status) \(text)")
                        #expect((after != before) == (may && act != .accept), "\(act) of \(serial) by \(actor)")
                        await bench.rewind()
                    }
                }
            }
        }
    }

    /// Who was denied what, as the audit has it.
    private static func denials(_ bench: ApplicationBench) async throws -> Set<String> {
        let answer = try await bench.ask("GET", "/api/v1/audit", headers: ApplicationBench.console)
        guard case .array(let items)? = JSONValue(bytes: answer.body)?["items"] else { return [] }
        return Set(
            items.filter { $0["action"]?.text == "access.deny" }.map {
                "\($0["actor"]?.text ?? "") \($0["subject"]?.text ?? "")"
            })
    }

    @Test("who is denied one of many receivers on the page is written down, and who can't see it is not")
    func deniedAmongMany() async throws {
        try await Self.lend { bench, secrets in
            for actor in [Actor.viewer, .stranger] {
                let answer = try await Self.send(
                    bench, "POST", "/receivers", "serial=\(Self.serials[0])&act=accept", as: secrets[actor])
                #expect(answer.status == 200 && String(decoding: answer.body, as: UTF8.self).contains("not done"))
            }
            #expect(try await Self.denials(bench) == ["viewerx operation receivers-acts-send"])
        }
    }

    @Test("a session that another site makes ask, or that shows no proof, is refused, and that is written down")
    func forged() async throws {
        try await Self.lend { bench, secrets in
            let secret = try #require(secrets[.administrator])
            func ask(_ path: String, from site: String) async throws -> Int {
                let headers: HTTPHeaders = [
                    "Cookie": "\(HTTPRequestHead.sessionCookie)=\(secret)", "Sec-Fetch-Site": site,
                    "Content-Type": "application/x-www-form-urlencoded",
                ]
                return try await bench.ask("POST", path, headers: headers, body: "name=X").status
            }
            #expect(try await ask("/api/v1/projects", from: "cross-site") == 403)
            #expect(try await ask("/api/v1/people/invitations", from: "same-origin") == 403)
            #expect(try await ask("/projects/new", from: "cross-site") == 403)
            let denied = try await Self.denials(bench)
            #expect(denied.count == 3 && denied.allSatisfy { $0.hasPrefix("ann operation ") }, "\(denied)")
            #expect(denied.isSuperset(of: ["ann operation project-add", "ann operation administrator-invite"]))
        }
    }
}

extension Operation {
    /// What it is called here.
    fileprivate var label: String { "\(method) \(pattern)" }
}

extension HTTPResponse {
    /// Whether nothing of rights stood in the way, nor was anything hidden.
    fileprivate var hasPassed: Bool { status < 500 && ![401, 403, 404].contains(status) }

    /// Whether it is what somebody gets who has not said who they are.
    fileprivate func isOfNobody(_ operation: Operation) -> Bool {
        operation.surface == .page && operation.method == "GET"
            ? status == 303 && headers["Location"]?.hasPrefix("/log-in?") == true : status == 401
    }
}
