// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Testing

@Suite("What a receiver may do at a broker that asks")
struct ReceiverDecisionTests {
    private static let names = [
        "gnome.uplink", "gnome.downlink", "gnome.events", "gnome.dead", "gnome.ingest", "amq.default", "amq.topic", "",
        "gnome.downlink.SG-F28CRPI33503", "gnome.downlink.SG-F28CRPI335033", "gnome.downlink.SG-0000BBBK0000",
    ]
    private static let keys = [
        "SG-F28CRPI33503.status", "SG-F28CRPI33503.a.b", "SG-F28CRPI33503.", "SG-F28CRPI33503",
        "SG-F28CRPI335033.status",
        "SG-0000BBBK0000.status", "x.SG-F28CRPI33503.status", "SG-F28CRPI33503.é", "SG-F28CRPI33503.#", "",
    ]

    @Test("the answer to each question is what the patterns say, for every name and permission")
    func agreesWithPatterns() throws {
        let account = try BrokerAccount(Serial(sensorgnome: "F28CRPI33503"))
        let permission = account.permission(in: "/")
        for (kind, pattern, word) in [
            ("exchange", permission.write, "write"), ("queue", permission.read, "read"),
            ("exchange", permission.configure, "configure"), ("queue", permission.configure, "configure"),
        ] {
            // The empty name is never asked for: a broker calls it amq.default.
            for name in Self.names where !name.isEmpty {
                let expected = try name.contains(Regex(pattern))
                let answer = account.permits(.resource(kind: kind, name: name, permission: word))
                #expect(answer == expected, "\(word) \(kind) \(name)")
            }
        }
        let pattern = try Regex(account.topicPermission(in: "/").write)
        for key in Self.keys {
            let answer = account.permits(.topic(exchange: "gnome.uplink", routingKey: key, permission: "write"))
            #expect(answer == key.contains(pattern), "\(key)")
            #expect(!account.permits(.topic(exchange: "gnome.uplink", routingKey: key, permission: "read")))
            #expect(!account.permits(.topic(exchange: "gnome.events", routingKey: key, permission: "write")))
        }
    }
}
