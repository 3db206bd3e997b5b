// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A RabbitMQ broker of one test's own, which it may stop and harm.
public struct BrokerProcess: Sendable {
    /// What one of the scripts said when it did not end well.
    public struct Failure: Error {
        /// All that it had to say.
        public let output: String
    }

    private let folder: String
    /// What it says about itself when it starts.
    private let values: [String: String]

    /// The URL of its first virtual host, with an administrator's login.
    public var url: String { values["AMQP_URL"] ?? "" }
    /// The same over TLS; empty where it was not started with `--tls`.
    public var secureURL: String { values["AMQPS_URL"] ?? "" }
    /// The file of the authority that proves it over TLS.
    public var authority: String { (values["TLS_DIR"] ?? "") + "/ca.pem" }

    /// Whether a broker can be started here; with `CI=true` it must.
    public static let canStart =
        FileManager.default.isExecutableFile(atPath: "/usr/lib/rabbitmq/bin/rabbitmq-server")
        || ProcessInfo.processInfo.environment["CI"] == "true"

    /// Lends a fresh broker, and ends it afterwards, whatever happens.
    ///
    /// - Parameter options: Of `scripts/services/rabbitmq`, such as `--tls`.
    public static func with(_ options: String..., body: (BrokerProcess) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let lines = try await script([folder, "start"] + options).split(separator: "\n")
            let values = lines.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }.filter { $0.count == 2 }
            let broker = BrokerProcess(
                folder: folder, values: Dictionary(values.map { ($0[0], $0[1]) }) { _, last in last })
            do {
                try await body(broker)
            } catch {
                _ = try? await broker.stop()
                throw error
            }
            try await broker.stop()
        }
    }

    /// The port that it listens on.
    public var port: UInt16 { url.split(separator: ":").last.flatMap { UInt16($0.prefix { $0 != "/" }) } ?? 0 }

    /// The same broker with another login, or by way of another port.
    public func url(user: String = "admin", password: String = "admin", port: UInt16? = nil) -> String {
        "amqp://\(user):\(password)@127.0.0.1:\(port ?? self.port)/%2F"
    }

    /// Ends it as an administrator does.
    public func stop() async throws { try await Self.script([folder, "stop"]) }

    /// Starts it again with the same data.
    public func start() async throws { try await Self.script([folder, "start"]) }

    /// Ends it as an administrator does, and starts it with the same data.
    public func restart() async throws {
        try await stop()
        try await start()
    }

    /// Ends it as a power failure does, and starts it with the same data.
    public func crash() async throws {
        try await kill()
        try await start()
    }

    /// Ends it at once: `kill -9`.
    public func kill() async throws { try await Self.script([folder, "kill"]) }

    /// Runs one of the broker's administration commands.
    ///
    /// - Returns: What it printed.
    @discardableResult
    public func control(_ arguments: String...) async throws -> String {
        try await Self.script([folder, "ctl", "-q"] + arguments)
    }

    /// The number of its process.
    public func process() throws -> Int32 {
        let text = try String(contentsOfFile: folder + "/broker.pid", encoding: .utf8)
        guard let number = text.split(separator: " ").first.flatMap({ Int32($0) }) else { throw Failure(output: text) }
        return number
    }

    @discardableResult
    private static func script(_ arguments: [String]) async throws -> String {
        let (status, output) = try await RunningProgram.run(
            "\(RunningProgram.packageRoot)/scripts/services/rabbitmq", arguments)
        guard status == 0 else { throw Failure(output: output) }
        return output
    }
}
