// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Testing

@Suite("Where a forward leads")
struct ForwardTargetTests {
    static let targets: [ForwardTarget] = [
        ForwardTarget(.events),
        ForwardTarget(
            .webhook(url: "https://example.org/hook?x=1"),
            filter: ForwardFilter(
                kinds: [.info, .envelope], projects: [9, -1], serials: Set(["SG-F28CRPI33503"].compactMap(Serial.init)))
        ),
        ForwardTarget(.broker(url: "amqps://u@h/v", exchange: "x", routing: .usual)),
    ]

    @Test("a target is read back as it was written, and equal ones are written equal", arguments: targets)
    func written(target: ForwardTarget) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(target)
        #expect(try JSONDecoder().decode(ForwardTarget.self, from: data) == target)
        #expect(try encoder.encode(target) == data)
    }

    @Test(
        "a target that lacks what its kind needs is refused",
        arguments: [
            "{}", #"{"kind":"webhook"}"#, #"{"kind":"amqp","url":"amqp://h"}"#, #"{"kind":"fax"}"#,
            #"{"kind":"events","kinds":["fax"]}"#, #"{"kind":"events","serials":["null"]}"#,
            #"{"kind":"amqp","url":"amqp://h","exchange":"x","routing":"{colour}"}"#,
        ])
    func refused(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ForwardTarget.self, from: Data(text.utf8)) }
    }

    @Test("a filter takes what it names, and everything of what it names nothing of")
    func filter() throws {
        let (one, other) = (try #require(Serial("SG-F28CRPI33503")), try #require(Serial("SG-7F5ERPI46977")))
        let all = ForwardFilter()
        #expect(all.takes(.info, of: nil, from: one))
        let some = ForwardFilter(kinds: [.info], projects: [9], serials: [one])
        #expect(some.takes(.info, of: 9, from: one))
        #expect(!some.takes(.log, of: 9, from: one))
        #expect(!some.takes(.info, of: 8, from: one))
        #expect(!some.takes(.info, of: nil, from: one))
        #expect(!some.takes(.info, of: 9, from: other))
    }

    @Test(
        "a name is short and plain",
        arguments: [
            ("archive", true), ("a", true), ("2nd-site", true), ("", false), ("-x", false), ("A", false),
            ("a/b", false),
            ("..", false), ("a b", false), ("é", false), (String(repeating: "a", count: 40), true),
            (String(repeating: "a", count: 41), false),
        ])
    func name(text: String, isName: Bool) { #expect((ForwardName(rawValue: text) != nil) == isName) }
}
