// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("The list of receivers", .timeLimit(.minutes(5)))
struct ReceiverListTests {
    private static let serials = ["SG-0001RPI30001", "SG-0002RPI30002", "SG-0003RPI30003", "SG-0004RPI30004"]

    /// Four receivers: two of one project, of which the first hangs somewhere, one of another, and one that waits.
    private static func lend(_ body: (TestServer) async throws -> Void) async throws {
        try await withServer { server in
            for (path, content) in [
                ("projects", #"{"name":"P1"}"#), ("projects", #"{"name":"P2"}"#),
                ("projects/1/receivers", #"{"serial":"SG-0001RPI30001","name":"Zoë"}"#),
                ("projects/1/receivers", #"{"serial":"SG-0002RPI30002"}"#),
                ("projects/2/receivers", #"{"serial":"SG-0003RPI30003","name":"Cabot Head"}"#),
                ("projects/1/stations", #"{"name":"S"}"#),
                ("stations/1/deployments", #"{"serial":"SG-0001RPI30001","start":"2020-05-01"}"#),
            ] {
                try #require(try await server.send("POST", "/api/v1/\(path)", body: content).status == 201)
            }
            for serial in [serials[3], serials[2]] {
                _ = try await server.post("/agent/next", as: serial, key: "0123456789abcdef")
            }
            try await body(server)
        }
    }

    private static func list(
        _ query: String, of server: TestServer, as secret: String? = nil
    ) async throws -> PageView<ReceiverView, String> {
        var headers: HTTPHeaders = [:]
        headers["Authorization"] = secret.map { "Bearer \($0)" }
        let answer = try await server.send("GET", "/api/v1/receivers?\(query)", headers: headers)
        try #require(answer.status == 200, "\(query): \(String(decoding: answer.body, as: UTF8.self))")
        return try JSONDecoder().decode(PageView<ReceiverView, String>.self, from: Data(answer.body))
    }

    @Test(
        "the list is narrowed as it is asked for",
        arguments: [
            ("", [1, 2, 3, 4]), ("registration=pending", [4]), ("registration=accepted&contact=online", [3]),
            ("contact=never", [1, 2, 4]), ("project=1", [1, 2]), ("deployed=true", [1]),
            ("deployed=false&project=1", [2]), ("text=ZO%C3%8B", [1]), ("text=0002rpi", [2]),
            ("text=head&project=1", []),
        ])
    func narrowed(query: String, wanted: [Int]) async throws {
        try await Self.lend { server in
            let found = try await Self.list(query, of: server).items.map(\.serial.text)
            #expect(found == wanted.map { Self.serials[$0 - 1] })
        }
    }

    @Test("each order goes on from page to page, and a place in one is refused in another")
    func orders() async throws {
        try await Self.lend { server in
            for (sort, wanted) in [
                ("serial", [1, 2, 3, 4]), ("name", [3, 1, 2, 4]), ("lastHeard", [3, 1, 2, 4]),
                ("-lastHeard", [3, 1, 2, 4]), ("urgency", [4, 3, 1, 2]),
            ] {
                var found: [Serial] = []
                var next: String? = ""
                while let after = next, found.count < 9 {
                    let place = after.isEmpty ? "" : "&after=\(after.percentEncoded())"
                    let page = try await Self.list("sort=\(sort)&limit=1\(place)", of: server)
                    found += page.items.map(\.serial)
                    next = page.next
                    for other in ["serial", "name", "urgency"] where other != sort && !after.isEmpty {
                        let answer = try await server.send("GET", "/api/v1/receivers?sort=\(other)\(place)")
                        #expect(answer.status == 400)
                        let reason = "sort=\(sort), and sort is \(other)"
                        #expect(String(decoding: answer.body, as: UTF8.self).contains(reason))
                    }
                }
                #expect(found.map(\.text) == wanted.map { Self.serials[$0 - 1] }, "\(sort)")
            }
        }
    }

    @Test("what can't be asked for is refused, with what can be")
    func refused() async throws {
        try await withServer { server in
            for (query, reason) in [
                ("sort=frames", "serial, name, lastHeard, -lastHeard, urgency"), ("registration=gone", "preauthorised"),
                ("contact=x", "offline"), ("deployed=maybe", "true or false"), ("project=x", "a number"),
                ("after=SG-0001RPI30001", "the “next” of an earlier answer"), ("state=pending", "unknown"),
                ("registration=", "registration: is empty"), ("deployed=", "deployed: is empty"),
                ("sort=", "sort: is empty"),
            ] {
                let answer = try await server.send("GET", "/api/v1/receivers?\(query)")
                #expect(answer.status == 400)
                #expect(String(decoding: answer.body, as: UTF8.self).contains(reason), "\(query)")
            }
        }
    }

    @Test("nobody sees more by asking for it")
    func rights() async throws {
        try await Self.lend { server in
            let invitation = try await server.send(
                "POST", "/api/v1/projects/1/invitations", body: #"{"label":"x","role":"viewer"}"#)
            let token = try JSONDecoder().decode(IssuedTokenView.self, from: Data(invitation.body)).token
            let accepted = try await server.sendAsNobody(
                "POST", "/api/v1/invitations/accept",
                body: #"{"invitation":"\#(token)","login":"vi","name":"Vi","password":"\#(AccessTests.password)"}"#)
            let secret = try JSONDecoder().decode(LoggedInView.self, from: Data(accepted.body)).secret
            for (query, wanted) in [
                ("", [1, 2]), ("project=2", []), ("sort=urgency", [1, 2]), ("registration=pending", []),
                ("text=cabot&sort=name", []), ("after=serial%200%200%20SG-0001RPI30001%20", [2]),
            ] {
                let found = try await Self.list(query, of: server, as: secret).items.map(\.serial.text)
                #expect(found == wanted.map { Self.serials[$0 - 1] }, "\(query)")
            }
        }
    }
}
