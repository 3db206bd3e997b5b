// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Measures the parts that decide how many receivers one server can look after.
///
/// Each subcommand is a type of its own in a file of its own; it measures beside a raw limit of the same machine in the
/// same run, so that ratios mean something where absolute figures do not.
@main
struct GnomeBench {
    static var subcommands: [any Subcommand.Type] {
        [
            DecodeBench.self, PublishBench.self, IngestBench.self, LatencyBench.self, StoreBench.self, QueryBench.self,
            MoveBench.self,
        ]
    }

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let name = arguments.first, let subcommand = subcommands.first(where: { $0.name == name }) else {
            print("USAGE: gnome-bench <subcommand> [--option value …]\n\nSUBCOMMANDS:")
            for subcommand in subcommands {
                print("  \(padded(subcommand.name, to: 10)) \(subcommand.summary)")
            }
            exit(arguments.isEmpty ? 0 : 64)
        }
        do {
            try await subcommand.run(Options(Array(arguments.dropFirst())))
        } catch {
            print("Error: \(error)")
            exit(1)
        }
    }
}

/// One thing that can be measured.
protocol Subcommand {
    /// What is typed.
    static var name: String { get }
    /// What is measured, with its options.
    static var summary: String { get }
    /// Measures, and prints what came out.
    ///
    /// - Throws: Where what was measured did not do what it should.
    static func run(_ options: Options) async throws
}

/// What was measured did not do what it should.
struct WrongResult: Error, CustomStringConvertible {
    let description: String
}

/// Options of the form `--rounds 5`.
struct Options {
    private var values: [String: String] = [:]

    /// Options from arguments.
    init(_ arguments: [String]) {
        for (name, value) in zip(arguments, arguments.dropFirst()) where name.hasPrefix("--") {
            values[String(name.dropFirst(2))] = value
        }
    }

    /// A text that must be given.
    ///
    /// - Throws: `WrongResult` where it is not.
    func text(_ name: String) throws -> String {
        guard let text = values[name] else { throw WrongResult(description: "--\(name) is missing") }
        return text
    }

    /// A whole number from 1 on.
    func count(_ name: String, default count: Int) -> Int {
        values[name].flatMap { Int($0) }.map { max(1, $0) } ?? count
    }
}
