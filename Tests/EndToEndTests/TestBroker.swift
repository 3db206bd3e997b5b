// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// The private broker of `scripts/test`, with a virtual host for each test.
struct TestBroker: Sendable {
    /// The URL of the virtual host.
    let url: String

    private static let environment = ProcessInfo.processInfo.environment
    private static var folder: String? { environment["GNOME_TEST_BROKER"] }

    /// Whether tests with a broker can run; with `CI=true` they run in any case, and fail where there is none.
    static var isThere: Bool { folder != nil || environment["CI"] == "true" }

    /// Whether the broker has its management API; with `CI=true` it must.
    static var hasManagement: Bool { isThere && ((try? managementURL()) != nil || environment["CI"] == "true") }

    /// Whether pika is there, a client in Python; with `CI=true` it must.
    static var hasPika: Bool {
        FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/pika") || environment["CI"] == "true"
    }

    /// The URL of its management API, with the log-in of an administrator.
    static func managementURL() throws -> String {
        let folder = try #require(folder, "no broker; start the tests with scripts/test")
        let lines = try String(contentsOfFile: folder + "/env", encoding: .utf8).split(separator: "\n")
        let prefix = "MANAGEMENT_URL="
        return try #require(
            lines.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) },
            "the broker was started without --management")
    }

    /// Lends a virtual host of its own, and removes it afterwards.
    static func withVirtualHost(_ body: (TestBroker) async throws -> Void) async throws {
        let base = try #require(environment["GNOME_TEST_AMQP_URL"], "no broker; start the tests with scripts/test")
        let name = "test-\(UUID().uuidString)"
        try await control("add_vhost", name)
        try await control("set_permissions", "-p", name, "admin", ".*", ".*", ".*")
        // The URL of scripts/services/rabbitmq ends in its virtual host, %2F.
        let url = base.prefix(upTo: base.lastIndex(of: "/") ?? base.endIndex) + "/" + name
        do {
            try await body(TestBroker(url: String(url)))
        } catch {
            _ = try? await control("delete_vhost", name)
            throw error
        }
        try await control("delete_vhost", name)
    }

    /// Runs one of the broker's administration commands, and gives what it wrote.
    @discardableResult
    static func control(_ arguments: String...) async throws -> String {
        let folder = try #require(folder, "no broker; start the tests with scripts/test")
        let (status, output) = try await RunningProgram.run(
            "\(RunningProgram.packageRoot)/scripts/services/rabbitmq", [folder, "ctl", "-q"] + arguments)
        try #require(status == 0, "\(output)")
        return output
    }

    /// Its port.
    var port: UInt16 { url.firstMatch(of: /:(\d+)\//).flatMap { UInt16($0.output.1) } ?? 0 }

    /// Its virtual host.
    var virtualHost: String { url.split(separator: "/").last.map(String.init) ?? "" }

    /// The URL of the virtual host for another user.
    func url(user: String, password: String) -> String {
        url.replacing(/\/\/[^@]*@/, with: "//\(user):\(password)@")
    }

    /// Lends a user who may do everything in the virtual host, and removes it afterwards.
    func withUser(_ name: String, _ body: (_ url: String) async throws -> Void) async throws {
        try await Self.control("add_user", name, "secret")
        do {
            try await Self.control("set_permissions", "-p", virtualHost, name, ".*", ".*", ".*")
            try await body(url(user: name, password: "secret"))
        } catch {
            _ = try? await Self.control("delete_user", name)
            throw error
        }
        try await Self.control("delete_user", name)
    }

    /// How many messages a queue holds.
    func depth(of queue: String) async throws -> Int? {
        let lines = try await Self.control("list_queues", "-p", virtualHost, "name", "messages", "--no-table-headers")
        let fields = lines.split(separator: "\n").map { $0.split(separator: "\t") }
        return fields.first { $0.first.map(String.init) == queue }.flatMap { $0.last.flatMap { Int($0) } }
    }

    /// Publishes with amqp-tools: a client that is not ours.
    func publish(_ body: String, contentType: String? = nil) async throws {
        var arguments = ["--url=\(url)", "-e", "sensorgnome-exchange", "-r", "sensorgnome-management", "-p"]
        if let contentType { arguments += ["-C", contentType] }
        let (status, output) = try await RunningProgram.run("/usr/bin/amqp-publish", arguments + ["-b", body])
        try #require(status == 0, "\(output)")
    }
}
