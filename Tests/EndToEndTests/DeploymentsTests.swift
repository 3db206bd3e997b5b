// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("Deployments over the API and on pages", .timeLimit(.minutes(5)))
struct DeploymentsTests {
    private static let (own, other) = ("SG-F28CRPI33503", "SG-0000BBBK0000")

    /// A server with a project, one receiver of it, one of nobody, and one station.
    private static func lend(_ body: (TestServer, TestBrowser) async throws -> Void) async throws {
        try await withAdministrator { server, secret in
            let ann = TestBrowser(server: server, secret: secret)
            _ = try await ann.send("/projects/new", [("name", "Lakes")])
            _ = try await ann.send("/projects/1/receivers/new", [("serial", own)])
            try await server.add(other)
            _ = try await ann.send("/projects/1/stations/new", [("name", "Cabot Head")])
            try await body(server, ann)
        }
    }

    @Test("whoever ends a deployment or swaps its hardware from an old page is told that it was changed since")
    func stale() async throws {
        try await Self.lend { server, ann in
            _ = try await ann.send("/stations/1/deployments/new", [("serial", Self.own), ("start", "2026-05-01")])
            for path in ["/deployments/1/end", "/deployments/1/swap"] {
                let form = try await ann.get(path)
                let changed = try await server.send(
                    "PUT", "/api/v1/deployments/1",
                    body: #"{"serial":"\#(Self.own)","start":"2026-05-02T00:00:00Z"}"#)
                try #require(changed.status == 200)
                let sent = [("proof", form.proof), ("revision", form.revision), ("serial", Self.other)]
                let page = try await ann.post(path, sent.compactMap { name, value in value.map { (name, $0) } })
                #expect(page.status == 412 && page.html.contains("role=\"alert\""), "\(path)")
            }
            #expect(try await ann.send("/deployments/1/end").location == "/stations/1")
            let again = try await ann.send("/deployments/1/end")
            #expect(again.status == 409 && again.html.contains("correct the deployment"))
        }
    }

    @Test("an operator corrects what is said of a receiver that is not the project's, and hangs no other of that kind")
    func foreignReceiver() async throws {
        try await Self.lend { server, ann in
            try await server.add("SG-2222RPI32222")
            let added = try await server.send(
                "POST", "/api/v1/stations/1/deployments", body: #"{"serial":"\#(Self.other)","start":"2026-05-01"}"#)
            try #require(added.status == 201)
            let issued = try await server.send(
                "POST", "/api/v1/projects/1/invitations", body: #"{"label":"bo","role":"operator"}"#)
            let invitation = try JSONDecoder().decode(IssuedTokenView.self, from: Data(issued.body)).token
            let accepted = try await server.sendAsNobody(
                "POST", "/api/v1/invitations/accept",
                body: """
                    {"invitation":"\(invitation)","login":"bo","name":"Bo","password":"\(AccessTests.password)"}
                    """)
            let bo = try JSONDecoder().decode(LoggedInView.self, from: Data(accepted.body)).secret
            func correct(_ serial: String) async throws -> HTTPResponse {
                try await server.send(
                    "PUT", "/api/v1/deployments/1", headers: ["Authorization": "Bearer \(bo)"],
                    body: #"{"serial":"\#(serial)","start":"2026-05-01","antennas":[{"port":2,"type":"omni"}]}"#)
            }
            let corrected = try await correct(Self.other)
            #expect(corrected.status == 200, "\(String(decoding: corrected.body, as: UTF8.self))")
            #expect(try await correct("SG-2222RPI32222").status == 422)
            let view = try JSONDecoder().decode(DeploymentView.self, from: Data(corrected.body))
            #expect(view.antennas.map(\.port) == [2] && view.serial.text == Self.other)
        }
    }

    @Test("what is wrong with an antenna stands beside it, also where rows before it were left empty")
    func emptyRows() async throws {
        try await Self.lend { server, ann in
            let page = try await ann.send(
                "/stations/1/deployments/new",
                [
                    ("serial", Self.own), ("start", "2026-05-01"), ("antennas[1].port", "1"),
                    ("antennas[1].type", "omni"), ("antennas[3].port", "99"), ("antennas[3].type", "yagi-5"),
                ])
            #expect(page.status == 400)
            #expect(page.html.contains("id=\"antennas[3].port-fault\""))
            #expect(page.html.contains("<a href=\"#antennas[3].port\">"))
            #expect(page.html.matches(of: /id="antennas\[\d+\][^"]*-fault"/).count == 1)
        }
    }
}
