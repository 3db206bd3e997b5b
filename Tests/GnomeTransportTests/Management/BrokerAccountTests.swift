// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Testing

@testable import GnomeTransport

@Suite("The account of a receiver")
struct BrokerAccountTests {
    private static func account(_ text: String = "SG-F28CRPI33503") throws -> BrokerAccount {
        try BrokerAccount(try #require(Serial(text)))
    }

    @Test(
        "a serial that RabbitMQ would take for a pattern, or that no receiver says, gets no account and a sentence",
        arguments: ["SG.F28CRPI33503", "a+", "x(y)", "^", "sérial", "a/b", "SG-2616BBBK1111_1"])
    func refuses(text: String) throws {
        guard let serial = Serial(text) else { return }
        let error = #expect(throws: TransportError.self) { try BrokerAccount(serial) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains(serial.text) == true)
    }

    @Test(
        "every family of serials that fits has one",
        arguments: ["SG-F28CRPI33503", "CTT-V30212345678", "Lotek-D1234", "SEI_A_123456789", "x"])
    func accepts(text: String) throws { #expect(try Self.account(text).user == text) }

    @Test(
        "the patterns fit the one name and key, and nothing that is only like them",
        arguments: [
            (
                .write, ["gnome.uplink"],
                ["gnome.uplink.more", "gnome-uplink", "xgnome.uplink", "gnome.downlink", "amq.default", ""]
            ),
            (
                .read, ["gnome.downlink.SG-F28CRPI33503"],
                [
                    "gnome.downlink.SG-F28CRPI335033", "gnome.downlink.SG-0000BBBK0000", "gnome.ingest",
                    "gnomexdownlink.SG-F28CRPI33503",
                ]
            ),
            (.configure, [""], ["a", "gnome.downlink.SG-F28CRPI33503"]),
            (
                .key, ["SG-F28CRPI33503.status", "SG-F28CRPI33503.command.result"],
                [
                    "SG-F28CRPI33503", "SG-F28CRPI33503.", "SG-F28CRPI335033.status", "SG-F28CRPI33503xstatus",
                    "x.SG-F28CRPI33503.status", "sg-f28crpi33503.status", "SG-0000BBBK0000.status",
                    "SG-F28CRPI33503.a b", "SG-F28CRPI33503.#\u{0}",
                ]
            ),
        ] as [(Pattern, [String], [String])])
    func patterns(pattern: Pattern, fitting: [String], others: [String]) throws {
        let regex = try Regex(pattern.text(try Self.account()))
        for name in fitting { #expect(name.contains(regex), "\(name)") }
        for name in others { #expect(!name.contains(regex), "\(name)") }
    }

    enum Pattern {
        case configure, write, read, key

        func text(_ account: BrokerAccount) -> String {
            switch self {
            case .configure: account.permission(in: "/").configure
            case .write: account.permission(in: "/").write
            case .read: account.permission(in: "/").read
            case .key: account.topicPermission(in: "/").write
            }
        }
    }

    @Test("definitions have all that a broker needs, and are read back as they were written")
    func definitions() throws {
        let account = try Self.account()
        let definitions = BrokerDefinitions(.server, accounts: [account: "hash"], virtualHost: "wild life")
        #expect(definitions.virtualHosts.map(\.name) == ["wild life"])
        #expect(definitions.exchanges.map(\.name) == ["gnome.uplink", "gnome.dead", "gnome.downlink", "gnome.events"])
        #expect(definitions.queues.map(\.name) == ["gnome.ingest", "gnome.dead", account.queue])
        #expect(definitions.queues.allSatisfy { $0.arguments["x-queue-type"] != nil && $0.isDurable })
        #expect(definitions.users.first?.limits == ["max-connections": 2, "max-channels": 4])
        #expect(definitions.unguardedExchanges(of: account.user, in: "wild life").isEmpty)
        let bytes = try JSONEncoder().encode(definitions)
        #expect(try JSONDecoder().decode(BrokerDefinitions.self, from: bytes) == definitions)
        let value = try #require(JSONValue(bytes: Array(bytes)))
        for key in ["vhosts", "users", "permissions", "topic_permissions", "exchanges", "queues", "bindings"] {
            #expect(value[key] != nil, "\(key)")
        }
    }

    @Test(
        "an exchange that an account may write to without a topic permission is found, whatever way the pattern is written"
    )
    func unguarded() throws {
        var definitions = BrokerDefinitions(.server, accounts: [try Self.account(): "hash"], virtualHost: "/")
        for (pattern, expected) in [
            ("^gnome\\.uplink$", []), ("^gnome\\.(uplink|events)$", ["gnome.events"]), ("", []), ("^$", []),
            (".*", ["gnome.dead", "gnome.downlink", "gnome.events"]),
            ("gnome", ["gnome.dead", "gnome.downlink", "gnome.events"]),
            ("(", ["gnome.dead", "gnome.downlink", "gnome.events"]),
        ] {
            definitions.permissions[0].write = pattern
            let found = definitions.unguardedExchanges(of: "SG-F28CRPI33503", in: "/").map(\.name).sorted()
            #expect(found == expected, "\(pattern)")
        }
        definitions.permissions[0].write = ".*"
        definitions.topicPermissions = []
        #expect(definitions.unguardedExchanges(of: "SG-F28CRPI33503", in: "/").count == 4)
    }

    @Test("what differs from what ought to be is found, each thing by its kind")
    func comparison() throws {
        let (own, other) = (try Self.account(), try Self.account("SG-0000BBBK0000"))
        let desired = BrokerDefinitions(.server, accounts: [own: "hash"], virtualHost: "/")
        func kinds(_ change: (inout BrokerDefinitions) -> Void) -> [BrokerFinding.Kind] {
            var actual = desired
            change(&actual)
            return BrokerComparison(desired: desired, actual: actual).findings.map(\.kind)
        }
        #expect(kinds { _ in }.isEmpty)
        #expect(kinds { $0.exchanges.removeFirst() } == [.missing])
        #expect(kinds { $0.exchanges[0].type = "direct" } == [.different])
        #expect(kinds { $0.queues[0].arguments["x-delivery-limit"] = nil } == [.different])
        #expect(kinds { $0.queues.removeAll() } == [.missing, .missing, .missing])
        #expect(kinds { $0.bindings.removeAll() }.count == 3)
        #expect(kinds { $0.users.removeAll() } == [.missing])
        #expect(kinds { $0.users[0].passwordHash = "x" } == [.different])
        #expect(kinds { $0.users[0].limits = [:] } == [.different])
        #expect(kinds { $0.users[0].tags.append("impersonator") } == [.different, .impersonator])
        #expect(kinds { $0.permissions[0].read = ".*" } == [.different])
        #expect(kinds { $0.permissions[0].write = ".*" } == [.different, .unguarded, .unguarded, .unguarded])
        #expect(kinds { $0.topicPermissions.removeAll() } == [.missing, .unguarded])
        #expect(
            kinds {
                $0.permissions.append(
                    .init(user: own.user, vhost: "elsewhere", configure: "", write: "", read: ""))
            } == [.stray])
        #expect(
            kinds {
                $0.users.append(other.definition(passwordHash: "x"))
                $0.permissions.append(other.permission(in: "/"))
                $0.topicPermissions.append(other.topicPermission(in: "/"))
                $0.queues.append(.init(name: other.queue, vhost: "/"))
            } == [.stray, .stray])
        // Of another virtual host: another server's.
        #expect(
            kinds {
                $0.users.append(other.definition(passwordHash: "x"))
                $0.permissions.append(other.permission(in: "elsewhere"))
            }.isEmpty)
        #expect(
            kinds {
                $0.bindings.append(.init(source: "gnome.uplink", vhost: "/", destination: "mine", routingKey: "#"))
            }
                == [.stray])
        #expect(
            kinds {
                $0.users.append(.init(name: "shared", passwordHash: "", tags: [], limits: [:]))
                $0.permissions.append(.init(user: "shared", vhost: "/", configure: "", write: ".*", read: ""))
            } == [.unguarded, .unguarded])
    }
}
