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

    @Test("receivers whose names at Motus are very long, or hold what no address does, are listed by them page by page")
    func longNames() async throws {
        let bench = ApplicationBench()
        let names = [
            String(repeating: "Å", count: 5000) + "b", String(repeating: "å", count: 5000) + "a", "Öland\tnorth\u{0}",
            String(repeating: "z", count: 400),
        ]
        try await bench.make("/projects", #"{"name":"P"}"#)
        for (number, name) in names.enumerated() {
            let serial = Serial(sensorgnome: "000\(number)RPI30001")
            try await bench.make("/projects/1/receivers", #"{"serial":"\#(serial)"}"#)
            let receiver = try await bench.context.requireReceiver(serial)
            try await bench.context.store.write { store throws(StoreError) in
                try store.setMotusDeployments([
                    receiver.id: MotusDeployment(
                        motusID: 1, projectID: nil, deviceID: nil, receiverType: nil, name: name, status: .active,
                        start: nil)
                ])
            }
        }
        var (found, query) = ([String](), [("sort", "name"), ("limit", "1")])
        while found.count < 9 {
            let answer = try await bench.ask(
                "GET", "/api/v1/receivers", query: query, headers: ["Authorization": "Bearer " + ApplicationBench.token]
            )
            try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
            let page = try JSONDecoder().decode(PageView<ReceiverView, String>.self, from: Data(answer.body))
            found += page.items.map(\.serial.text)
            guard let next = page.next else { break }
            // No request's target may have these in it.
            #expect(next.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            query = [("sort", "name"), ("limit", "1"), ("after", next)]
        }
        #expect(found == [3, 0, 1, 2].map { "SG-000\($0)RPI30001" })
    }
}
