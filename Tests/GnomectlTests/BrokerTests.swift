// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Testing

@testable import gnomectl

@Suite("gnomectl broker and receivers credentials")
struct BrokerTests {
    private static let credentials = """
        {"serial":"SG-F28CRPI33503","user":"SG-F28CRPI33503","password":"s3cret","virtualHost":"/",\
        "exchange":"gnome.uplink","routingKey":"SG-F28CRPI33503.KIND","queue":"gnome.downlink.SG-F28CRPI33503",\
        "applied":APPLIED}
        """

    private static func broker(sound: Bool, findings: String = "") -> String {
        """
        {"version":"3.10.8","cluster":"rabbit@x","virtualHost":"/","accounts":1,"dueAccounts":2,"sound":\(sound),\
        "queues":[{"name":"gnome.ingest","messages":7,"consumers":1,"state":"running"}],"findings":[\(findings)]}
        """
    }

    private static let finding = """
        {"kind":"missing","severity":"error","subject":"user SG-F28CRPI33503","message":"It is not there.",\
        "remedy":"“gnomectl broker apply” puts it right."}
        """

    @Test(
        "issue and rotate show the password once, and say where the broker does not know it yet",
        arguments: [("issue", "POST", true), ("issue", "POST", false), ("rotate", "PUT", true)])
    func credentials(command: String, method: String, isApplied: Bool) async throws {
        try await withToken { path in
            let world = World { _ throws(TransportError) in
                .json(Self.credentials.replacing("APPLIED", with: "\(isApplied)"), status: 201)
            }
            let line = ["receivers", "credentials", command, "f28crpi33503", "--token-file", path]
            #expect(await world.run(line) == .success)
            #expect(world.requests.map(\.method) == [method])
            #expect(world.requests[0].url.hasSuffix("/api/v1/receivers/SG-F28CRPI33503/credentials"))
            #expect(world.results.contains("Password      s3cret\n"))
            #expect(world.results.contains("gnomectl broker definitions") == !isApplied)
            #expect(await world.run(line + ["--quiet"]) == .success)
            #expect(world.results.hasSuffix("\ns3cret\n"))
        }
    }

    @Test("revoke says where the broker may still know the user", arguments: [true, false])
    func revoke(isApplied: Bool) async throws {
        try await withToken { path in
            let world = World { _ throws(TransportError) in
                .json(#"{"serial":"SG-F28CRPI33503","applied":\#(isApplied)}"#)
            }
            let line = ["receivers", "credentials", "revoke", "SG-F28CRPI33503", "--token-file", path]
            #expect(await world.run(line) == .success)
            #expect(world.requests.map(\.method) == ["DELETE"])
            #expect(world.results.contains("rabbitmqctl delete_user SG-F28CRPI33503") == !isApplied)
        }
    }

    @Test(
        "check ends with 0 where nothing is wrong, and with 1 and what to do where something is",
        arguments: [true, false])
    func check(isSound: Bool) async throws {
        try await withToken { path in
            let answer = Self.broker(sound: isSound, findings: isSound ? "" : Self.finding)
            let world = World { _ throws(TransportError) in .json(answer) }
            #expect(await world.run(["broker", "check", "--token-file", path]) == (isSound ? .success : .failure))
            #expect(world.results.contains("Nothing is wrong.") == isSound)
            #expect(world.results.contains("error (missing): user SG-F28CRPI33503") == !isSound)
            #expect(await world.run(["broker", "show", "--token-file", path]) == .success)
            #expect(world.results.contains("gnome.ingest  7"))
        }
    }

    @Test("apply names the accounts that it deleted, also for scripts")
    func apply() async throws {
        try await withToken { path in
            let answer = #"{"deleted":["SG-0000BBBK0000"],"broker":\#(Self.broker(sound: true))}"#
            let world = World { _ throws(TransportError) in .json(answer) }
            #expect(await world.run(["broker", "apply", "--token-file", path]) == .success)
            #expect(world.requests.map(\.method) == ["POST"])
            #expect(world.results.contains("Deleted the account SG-0000BBBK0000"))
            #expect(await world.run(["broker", "apply", "-q", "--token-file", path]) == .success)
            #expect(world.results.hasSuffix("\nSG-0000BBBK0000\n"))
        }
    }

    @Test("a management API that would be reached unencrypted is refused, and its password not shown")
    func refusesManagement() async throws {
        try await withToken { path in
            let world = World(variables: ["GNOME_MANAGEMENT_URL": "http://a:hunter2@broker.example.org"])
            #expect(await world.run(["broker", "check", "--token-file", path]) == .configuration)
            #expect(world.requests.isEmpty)
            #expect(!world.messages.contains("hunter2"))
        }
    }

    @Test("definitions are printed as the broker takes them")
    func definitions() async throws {
        try await withToken { path in
            let account = try BrokerAccount(Serial(sensorgnome: "F28CRPI33503"))
            let definitions = BrokerDefinitions(.server, accounts: [account: "hash"], virtualHost: "/")
            let text = try JSONText.of(definitions)
            let world = World { _ throws(TransportError) in .json(text) }
            #expect(await world.run(["broker", "definitions", "--token-file", path]) == .success)
            #expect(world.results == text + "\n")
        }
    }
}
