// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import TestSupport
import Testing

@testable import gnomectl

@Suite("What completion offers of a server")
struct CompletionOfferTests {
    private static let server: World.Script = { request throws(TransportError) in
        switch request.place.split(separator: "?").first {
        case "GET receivers":
            .json(Samples.page([Samples.receiver(), Samples.receiver("SG-4001BBBK2600")], next: "\"x\""))
        case "GET stations": .json(Samples.page([Samples.station(), Samples.station(6, name: "a\\u001b[2Jb")]))
        case "GET projects": .json(Samples.page([Samples.project()]))
        case "GET people": .json(Samples.page([Samples.person()]))
        default: .problem(404, "Nothing.")
        }
    }

    @Test(
        "each kind comes by one question, a word a line, and nothing that could drive a terminal",
        arguments: [
            ("receivers", "SG-F28CRPI33503\nSG-4001BBBK2600\n"), ("stations", "Cabot Head\n"),
            ("projects", "Great Lakes\n"), ("users", "ann\n"),
        ])
    func kinds(kind: String, words: String) async {
        let world = World(script: Self.server)
        #expect(await world.run(["--complete", kind, "--line", "gnomectl x "]) == .success)
        #expect(world.results == words)
        #expect(world.requests.count == 1)
        #expect(world.requests.allSatisfy { $0.timeout <= .seconds(2) })
    }

    @Test(
        "the server and the token are those of the line that is typed",
        arguments: ["--server https://a.example.org", "--server=https://a.example.org"])
    func typed(option: String) async throws {
        try await withToken { path in
            let world = World(variables: ["GNOME_SERVER": "https://b.example.org"], script: Self.server)
            let line = "gnomectl receivers show \(option) --token-file \(path) SG-"
            #expect(await world.run(["--complete", "receivers", "--line", line]) == .success)
            #expect(world.requests.map(\.url) == ["https://a.example.org/api/v1/receivers?limit=1000"])
            #expect(world.requests.first?.headers["Authorization"] == "Bearer secret-token")
        }
    }

    @Test(
        "where nothing can be had, nothing is said and nothing fails",
        arguments: [
            "gnomectl x", "gnomectl --token-file /nowhere x", "gnomectl --profile none x", "gnomectl --server x",
        ])
    func silence(line: String) async {
        for kind in CompletionOffer.allCases {
            let world = World { _ throws(TransportError) in throw TransportError(.timeout, "Too slow.") }
            #expect(await world.run(["--complete", kind.rawValue, "--line", line]) == .success)
            #expect(world.results.isEmpty && world.messages.isEmpty)
        }
    }
}
