// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Testing

@testable import gnome_server

@Suite("The way on from one page of receivers to the next", .timeLimit(.minutes(5)))
struct NextReceiversTests {
    @Test("newcomers go on in the order, and by the text, that was asked for")
    func newcomers() async throws {
        let bench = ApplicationBench()
        let code = try #require(try await bench.context.access.makeSetUpCode(at: ApplicationBench.now))
        let secret = try await bench.enter("/setup", #""code":"\#(code)""#, "ann")
        let serials = (1000..<1051).map { "SG-\($0)RPI3AAAA" }
        for serial in serials + ["SG-0000BBBK0000"] { try await bench.call(serial, key: "0123456789abcdef") }
        var (query, shown) = ([("sort", "lastHeard"), ("text", "rpi3")], [String]())
        for page in 1...2 {
            let answer = try await bench.ask(
                "GET", "/newcomers", query: query, headers: ["Cookie": "\(HTTPRequestHead.sessionCookie)=\(secret)"])
            try #require(answer.status == 200, "\(query)")
            let html = String(decoding: answer.body, as: UTF8.self)
            shown += html.matches(of: /<a class="serial" href="\/receivers\/([^"]+)"/).map { String($0.1) }
            let next = html.firstMatch(of: /href="(\/newcomers\?[^"]*after=[^"]+)">Next/)
            try #require((next == nil) == (page == 2))
            let address = next.flatMap { URLComponents(string: String($0.1).replacing("&amp;", with: "&")) }
            query = address?.queryItems?.map { ($0.name, $0.value ?? "") } ?? []
        }
        #expect(shown == serials)
    }
}
