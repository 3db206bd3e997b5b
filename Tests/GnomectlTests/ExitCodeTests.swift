// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeTransport
import TestSupport
import Testing

@testable import gnomectl

@Suite("Exit codes")
struct ExitCodeTests {
    @Test("each code is the number that the help of the root tells")
    func documented() async {
        let world = World()
        #expect(await world.run("--help") == .success)
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 64, 69, 75, 77, 78])
        for code in ExitCode.allCases {
            let words = code.meaning.split(separator: " ").prefix(4).joined(separator: " ")
            let label = "\(code.rawValue)".padded(to: 24)
            #expect(world.results.contains("  \(label)\(words)"), "\(code)")
        }
    }

    @Test(
        "help and version succeed and write to standard output alone",
        arguments: [
            "", "--help", "-h", "--version", "help", "help receivers", "receivers", "receivers list -h", "version",
        ])
    func success(line: String) async {
        let world = World()
        #expect(await world.run(line) == .success)
        #expect(!world.results.isEmpty)
        #expect(world.messages.isEmpty)
    }

    @Test(
        "a wrong command line gives 64, writes to standard error alone and asks no server",
        arguments: ["bogus", "receivers show", "receivers list extra", "receivers list --server ftp://x", "help bogus"])
    func usage(line: String) async {
        let world = World()
        #expect(await world.run(line) == .usage)
        #expect(world.results.isEmpty)
        #expect(world.messages.hasPrefix("Error: "))
        #expect(world.requests.isEmpty)
    }

    @Test(
        "an answer of the server that refuses has its own code, and its detail is what people read",
        arguments: [
            (400, ExitCode.failure), (401, .denied), (403, .denied), (404, .failure), (409, .failure), (422, .failure),
            (429, .temporary), (500, .failure), (503, .temporary),
        ])
    func answers(status: Int, code: ExitCode) async {
        let world = World { _ throws(TransportError) in .problem(status, "It is so.") }
        #expect(await world.run("receivers show SG-F28CRPI33503") == code)
        #expect(world.messages.hasPrefix("Error: It is so.\n"))
        #expect(world.results.isEmpty)
    }

    @Test(
        "a server that can't be reached, or does not answer in time, gives 69",
        arguments: [TransportError.Code.unreachable, .timeout])
    func unreachable(code: TransportError.Code) async {
        let world = World { _ throws(TransportError) in throw TransportError(code, "No connection.") }
        #expect(await world.run("receivers list") == .unreachable)
        #expect(world.messages.contains("http://127.0.0.1:8080 can't be reached: No connection."))
    }

    @Test(
        "what is no answer of a gnome-server gives 1", arguments: ["", "<html>", "{}", #"{"items":[{}],"next":null}"#])
    func foreignAnswer(body: String) async {
        let world = World { _ throws(TransportError) in .json(body) }
        #expect(await world.run("receivers list") == .failure)
        #expect(world.messages.contains("is not what this gnomectl expects"))
    }

    @Test("a server named by the environment that can't be one gives 78")
    func configuration() async {
        let world = World(variables: ["GNOME_SERVER": "gnome.example.org"])
        #expect(await world.run("receivers list") == .configuration)
        #expect(world.messages.contains("GNOME_SERVER is 'gnome.example.org'"))
    }

    @Test("results that can't be written give 1")
    func fullDisk() async {
        let output = Output(
            results: { _ throws(CommandError) in throw CommandError(.failure, "No space.") }, messages: { _ in },
            terminalColumns: nil)
        let environment = Environment(variables: [:], http: NoServer(), clock: ContinuousClock())
        #expect(await Gnomectl.run(arguments: ["--help"], environment: environment, output: output) == .failure)
    }

    @Test("an explanation of the server can't drive the terminal")
    func escapedDetail() async {
        let world = World { _ throws(TransportError) in .problem(404, #"gone\u001b[2J"#) }
        #expect(await world.run("receivers show SG-F28CRPI33503") == .failure)
        #expect(world.messages == "Error: gone\\u{1b}[2J\n")
    }
}
