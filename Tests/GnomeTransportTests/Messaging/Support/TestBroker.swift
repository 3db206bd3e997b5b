// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport
import Testing

/// The RabbitMQ broker that tests may use, as the environment says.
///
/// `GNOME_TEST_AMQP_URL` names one that may be thrown away afterwards: exchanges of tests stay on it. Without it the tests
/// are skipped, except that with `CI=true` its absence is a failure.
enum TestBroker {
    private static let environment = ProcessInfo.processInfo.environment

    static let isRequired = environment["CI"] == "true"
    static let givenURL = environment["GNOME_TEST_AMQP_URL"]

    /// - Throws: Where there is none though there must be.
    static func url() throws -> String {
        try #require(givenURL, "With CI=true, GNOME_TEST_AMQP_URL must name a RabbitMQ broker.")
    }

    /// Whether a broker can be started here, as tests that restart it do.
    static let canStart = FileManager.default.isExecutableFile(atPath: "/usr/lib/rabbitmq/bin/rabbitmq-server")
}

extension Trait where Self == ConditionTrait {
    /// Skips a test where there is no broker, unless there must be one.
    static var needsBroker: Self {
        .enabled(
            if: TestBroker.givenURL != nil || TestBroker.isRequired, "GNOME_TEST_AMQP_URL names no RabbitMQ broker")
    }

    /// Skips a test where the tools of another client are missing, unless they must be there.
    static var needsTools: Self {
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/amqp-publish") || TestBroker.isRequired,
            "amqp-tools is not installed")
    }

    /// Skips a test where pika, a client in Python, is missing, unless it must be there.
    static var needsPika: Self {
        .enabled(
            if: FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/pika") || TestBroker.isRequired,
            "python3-pika is not installed")
    }

    /// Skips a test where no broker can be started, unless that must be.
    static var startsBroker: Self {
        .enabled(if: TestBroker.canStart || TestBroker.isRequired, "rabbitmq-server is not installed")
    }
}

/// A broker of one test's own, which it may stop and harm.
struct PrivateBroker: Sendable {
    /// What it was started with, and what that says about it.
    private let folder: String
    private let values: [String: String]

    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../scripts/services/rabbitmq").standardized.path()

    /// Lends a fresh broker, and ends it afterwards, whatever happens.
    static func run(_ options: String..., body: (PrivateBroker) async throws -> Void) async throws {
        let name = "gnome-broker-\(String(UInt64.random(in: 0...(.max)), radix: 36))"
        let folder = FileManager.default.temporaryDirectory.appending(path: name).path()
        do {
            try await body(start(in: folder, options))
        } catch {
            try await remove(folder)
            throw error
        }
        try await remove(folder)
    }

    private static func start(in folder: String, _ options: [String]) async throws -> PrivateBroker {
        let output = try await shell(script, [folder, "start"] + options)
        let lines = output.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return PrivateBroker(folder: folder, values: Dictionary(lines) { _, last in last })
    }

    private static func remove(_ folder: String) async throws {
        try await shell(script, [folder, "stop"])
        try FileManager.default.removeItem(atPath: folder)
    }

    func url() throws -> String { try #require(values["AMQP_URL"]) }
    func secureURL() throws -> String { try #require(values["AMQPS_URL"]) }
    func authority() throws -> String { try #require(values["TLS_DIR"]) + "/ca.pem" }

    /// Ends it as an administrator does, and starts it with the same data.
    func restart() async throws {
        try await shell(Self.script, [folder, "stop"])
        _ = try await Self.start(in: folder, [])
    }

    /// Ends it as a power failure does, and starts it with the same data.
    func crash() async throws {
        // The tool that asks for it sees the connection end, and says so.
        _ = try? await control("eval", "erlang:halt(137, [{flush, false}]).")
        try await restart()
    }

    /// Runs one of the broker's administration commands.
    @discardableResult
    func control(_ arguments: String...) async throws -> String {
        try await shell(Self.script, [folder, "ctl", "-q"] + arguments)
    }

    /// The number of its process.
    func process() throws -> Int32 {
        let text = try String(contentsOfFile: folder + "/broker.pid", encoding: .utf8)
        return try #require(text.split(separator: " ").first.flatMap { Int32($0) })
    }
}
