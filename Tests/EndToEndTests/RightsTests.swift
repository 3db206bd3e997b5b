// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

/// Every operation of the document, asked for by everybody: on what is theirs, and on what is others'.
@Suite("The rights matrix", .timeLimit(.minutes(5)))
struct RightsTests {
    /// Who asks.
    private enum Actor: CaseIterable {
        case anonymous, viewer, `operator`, manager, stranger, administrator
    }

    /// The least role in the project for each permission, written down once more, by hand: 0 viewer, 1 operator, 2 manager,
    /// nothing where only administrators do.
    private static let least: [String: Int?] = [
        "receivers:read": 0, "receivers:operate": 1, "receivers:manage": 2, "stations:read": 0, "stations:manage": 1,
        "project:read": 0, "project:manage": 2, "quarantine:read": nil, "quarantine:manage": nil, "server:read": nil,
        "server:manage": nil,
    ]
    /// What one must be able to see before one is told that more is not allowed.
    private static let lists: Set = ["/receivers", "/stations", "/projects", "/conflicts", "/deployments"]
    /// What of a path belongs to a project.
    private static let scopes = ["{project}", "{station}", "{deployment}", "{serial}", "{conflict}"]

    @Test("every operation is open, closed or hidden to every role as the table says, on own and on others' things")
    func matrix() async throws {
        try await withAdministrator { server, secret in try await Self.tryAll(server, administrator: secret) }
    }

    private static func tryAll(_ server: TestServer, administrator: String) async throws {
        var secrets: [Actor: String] = [.administrator: administrator]
        func ask(
            _ method: String, _ path: String, _ body: String?, as secret: String?, etag: String? = nil
        )
            async throws -> HTTPResponse
        {
            var headers: HTTPHeaders = [:]
            headers["Authorization"] = secret.map { "Bearer \($0)" }
            headers["If-Match"] = etag
            return try await server.sendAsNobody(method, "/api/v1" + path, headers: headers, body: body)
        }
        for (project, serial) in [(1, "SG-F28CRPI33503"), (2, "SG-0000BBBK0000")] {
            for (path, body) in [
                ("/projects", #"{"name":"P\#(project)"}"#),
                ("/projects/\(project)/receivers", #"{"serial":"\#(serial)"}"#),
                ("/projects/\(project)/stations", #"{"name":"S"}"#),
                ("/stations/\(project)/deployments", #"{"serial":"\#(serial)","start":"2026-05-01"}"#),
            ] {
                let answer = try await ask("POST", path, body, as: administrator)
                try #require(answer.status == 201, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
            }
            let photo = try await server.sendBytesAsNobody(
                "POST", "/api/v1/stations/\(project)/photos", headers: ["Authorization": "Bearer \(administrator)"],
                body: [0xFF, 0xD8, 0xFF, 0xE0])
            try #require(photo.status == 201)
        }
        for (actor, project, role) in [
            (Actor.viewer, 1, "viewer"), (.operator, 1, "operator"), (.manager, 1, "manager"),
            (.stranger, 2, "manager"),
        ] {
            let invitation = try await ask(
                "POST", "/projects/\(project)/invitations", #"{"label":"x","role":"\#(role)"}"#, as: administrator)
            let text = try JSONDecoder().decode(IssuedTokenView.self, from: Data(invitation.body)).token
            let accepted = try await ask(
                "POST", "/invitations/accept",
                #"{"invitation":"\#(text)","login":"\#(actor)x","name":"X","password":"\#(AccessTests.password)"}"#,
                as: nil)
            secrets[actor] = try JSONDecoder().decode(LoggedInView.self, from: Data(accepted.body)).secret
        }

        guard case .object(let paths)? = try OpenAPIDocument().json["paths"] else {
            Issue.record("the document has no paths")
            return
        }
        var asked = 0
        for (pattern, value) in paths.sorted(by: { $0.key < $1.key }) {
            guard case .object(let operations) = value else { continue }
            let place = String(pattern.dropFirst("/api/v1".count))
            for (method, operation) in operations {
                let isOpen = operation["security"] == .array([])
                guard let permission = operation["x-permission"]?.text else {
                    // The way in, or one's own: nobody else's things can be named there.
                    if !isOpen {
                        let answer = try await ask(
                            method.uppercased(), place.filled(1), operation["requestBody"] == nil ? nil : "{}", as: nil)
                        #expect(answer.status == 401, "\(method) \(place) by nobody: \(answer.status)")
                    }
                    continue
                }
                try #require(Self.least.keys.contains(permission), "\(permission) is not in the table")
                for (actor, project) in Actor.allCases.flatMap({ actor in [1, 2].map { (actor, $0) } }) {
                    // What can't be taken, and rests on a state that never was: whoever may, changes nothing.
                    let body = operation["requestBody"] == nil ? nil : #"{"no such field":1}"#
                    let answer = try await ask(
                        method.uppercased(), place.filled(project), body, as: secrets[actor], etag: "\"0\"")
                    asked += 1
                    let expected = Self.verdict(of: actor, on: project, for: permission, to: method, place)
                    #expect(
                        expected.contains(answer.status),
                        "\(method) \(place.filled(project)) by \(actor): \(answer.status), expected \(expected)")
                }
            }
        }
        #expect(asked > 500)
    }

    /// The statuses of which one must be.
    private static func verdict(
        of actor: Actor, on project: Int, for permission: String, to method: String, _ place: String
    ) -> Set<Int> {
        let rank: Int? =
            switch actor {
            case .anonymous: nil
            case .viewer: project == 1 ? 0 : nil
            case .operator: project == 1 ? 1 : nil
            case .manager: project == 1 ? 2 : nil
            case .stranger: project == 2 ? 2 : nil
            case .administrator: Int.max
            }
        if actor == .anonymous { return [401] }
        let isList = lists.contains(place) && method == "get"
        let isScoped = Self.scopes.contains { place.contains($0) }
        // What is there is shown. Else what is sent can't be taken, rests on another state, or names what is not there.
        let isShown =
            method == "get" && (isList || isScoped) && !place.contains("{conflict}") && !place.contains("{series}")
        let passed: Set = isShown ? [200] : [200, 201, 202, 204, 400, 404, 409, 412, 422]
        if actor == .administrator || isList { return passed }
        guard isScoped, !permission.hasPrefix("server:"), let least = least[permission] ?? nil else { return [403] }
        // There is no conflict: whoever is no administrator learns nothing of what may be there.
        guard let rank, !place.contains("{conflict}") else { return [404] }
        return rank >= least ? passed : [403]
    }
}

extension String {
    /// The path with the things of a project.
    fileprivate func filled(_ project: Int) -> String {
        // Nobody there: an administrator must not end her own session.
        if hasPrefix("/people") { return replacing(/\{[a-z]+\}/, with: "99") }
        let serial = project == 1 ? "SG-F28CRPI33503" : "SG-0000BBBK0000"
        return replacing("{serial}", with: serial).replacing("{forward}", with: "none").replacing("{series}", with: "x")
            .replacing(/\{[a-z]+\}/, with: "\(project)")
    }
}
