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
            do {
                try await body(
                    BrokerProcess(folder: folder, values: Dictionary(values.map { ($0[0], $0[1]) }) { _, last in last })
                )
            } catch {
                _ = try? await script([folder, "stop"])
                throw error
            }
            try await script([folder, "stop"])
        }
    }

    /// The same broker with another login.
    public func url(user: String, password: String) -> String {
        let rest = url.drop { $0 != "@" }
        return "amqp://\(user):\(password)\(rest)"
    }

    /// Ends it as an administrator does, and starts it with the same data.
    public func restart() async throws {
        try await Self.script([folder, "stop"])
        try await Self.script([folder, "start"])
    }

    /// Ends it as a power failure does, and starts it with the same data.
    public func crash() async throws {
        // The tool that asks for it sees the connection end, and says so.
        _ = try? await control("eval", "erlang:halt(137, [{flush, false}]).")
        try await restart()
    }

    /// Runs one of the broker's administration commands.
    public func control(_ arguments: String...) async throws {
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
