// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The program: reads its settings, opens the store, and runs until it is asked to stop.
@main
struct GnomeServer {
    static func main() async {
        let process = ProcessInfo.processInfo
        let status = await run(arguments: Array(process.arguments.dropFirst()), environment: process.environment)
        exit(status)
    }

    /// Runs the program and gives its exit code: 0 after a signal, 1 after a fault, 69 where the store or the address is
    /// taken, 78 where a setting is wrong.
    static func run(arguments: [String], environment: [String: String]) async -> Int32 {
        if arguments.contains("--help") || arguments.contains("-h") {
            StandardStreams.writeOutput(Usage.text)
            return 0
        }
        if arguments.contains("--version") {
            StandardStreams.writeOutput("gnome-server \(Release.version)")
            return 0
        }
        let configuration: ServerConfiguration
        do throws(ConfigurationError) {
            configuration = try read(arguments.filter { $0 != "--print-config" }, environment: environment)
        } catch {
            StandardStreams.writeError("Error: \(error)")
            return 78
        }
        if arguments.contains("--print-config") {
            StandardStreams.writeOutput(configuration.text)
            return 0
        }
        // Heard from here on, so that a signal during the start is not lost.
        let signals = Signals()
        defer { signals.cancel() }
        do {
            return try await Server(configuration).run(signals: signals.names)
        } catch let error as any Classified {
            StandardStreams.writeError("Error: \(error)")
            return error.disposition == .unavailable ? 69 : 1
        } catch {
            StandardStreams.writeError("Error: \(error)")
            return 1
        }
    }

    private static func read(
        _ arguments: [String], environment: [String: String]
    ) throws(ConfigurationError) -> ServerConfiguration {
        var sources = ConfigurationSources()
        var flags = arguments
        var path = environment["GNOME_CONFIG"]
        if let index = flags.firstIndex(where: { $0.hasPrefix("--config=") }) {
            path = String(flags.remove(at: index).dropFirst("--config=".count))
        }
        if let index = flags.firstIndex(of: "--config") {
            guard flags.indices.contains(index + 1) else {
                throw ConfigurationError("--config: expected a path after it.")
            }
            path = flags[index + 1]
            flags.removeSubrange(index...index + 1)
        }
        if let path {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw ConfigurationError(
                    "--config: the file \(path) can't be read. Check the path and its permissions.")
            }
            try sources.add(file: text, path: path)
        }
        sources.add(environment: environment)
        try sources.add(flags: flags)
        return try ServerConfiguration(sources, defaultDataFolder: DataFolder.usual(environment))
    }
}

/// What `--help` prints.
enum Usage {
    static var text: String {
        let settings = Setting.all.map { "  \($0.flag) VALUE\n      \($0.help); \($0.form)\n" }.joined()
        return """
            OVERVIEW: Looks after a fleet of wildlife receivers.

            USAGE: gnome-server [--config FILE] [--print-config] [SETTING ...]

            Without any setting it keeps its data in a folder of yours and serves receivers and people on
            http://127.0.0.1:8080. Each setting can stand in a file (`http.port = 8080`), in the environment
            (GNOME_HTTP_PORT=8080) or on the command line (--http-port 8080); the later outweighs the earlier.

            SETTINGS:
            \(settings)
            OPTIONS:
              --config FILE
                  read settings from a file (also: GNOME_CONFIG)
              --print-config
                  print all settings as a file, without secrets, and end
              --version
              -h, --help

            EXIT CODES: 0 stopped by a signal, 1 fault, 69 the data folder or the address is in use, 78 wrong setting.
            """
    }
}
