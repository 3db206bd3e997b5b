// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import gnomectl

@Suite("The command line parser")
struct ParserTests {
    @Test(
        "an option takes its value in every form there is",
        arguments: ["--count 5", "--count=5", "-n 5", "-n5", "-vn 5", "-van5", "--count 3 --count 5"])
    func optionForms(words: String) throws {
        let arguments = try #require(try SampleTree.parse("box paint p \(words)"))
        #expect(arguments[SampleTree.count] == 5)
    }

    @Test("bundled letters set each flag, and what is not given stays off")
    func bundledFlags() throws {
        let both = try #require(try SampleTree.parse("box paint -va p"))
        #expect(both[SampleTree.verbose] && both[SampleTree.all])
        let one = try #require(try SampleTree.parse("box paint -v p"))
        #expect(one[SampleTree.verbose] && !one[SampleTree.all])
    }

    @Test("what is on by default is turned off by its no-form")
    func invertedFlag() throws {
        #expect(try #require(try SampleTree.parse("box paint p"))[SampleTree.verify])
        #expect(try !#require(try SampleTree.parse("box paint --no-verify p"))[SampleTree.verify])
    }

    @Test("an option that is left out has its default, or no value")
    func defaults() throws {
        let arguments = try #require(try SampleTree.parse("box paint p"))
        #expect(arguments[SampleTree.colour] == .red)
        #expect(arguments[SampleTree.count] == nil)
        #expect(arguments[SampleTree.tag].isEmpty)
    }

    @Test("a repeated option keeps every value in order, the last argument takes all that follow")
    func repetition() throws {
        let arguments = try #require(try SampleTree.parse("box paint a -t x b --tag y -t=z c"))
        #expect(arguments[SampleTree.tag] == ["x", "y", "=z"])
        #expect(arguments[SampleTree.paths] == ["a", "b", "c"])
    }

    @Test("options may stand before the subcommands that declare them")
    func optionsBeforeSubcommands() throws {
        let arguments = try #require(try SampleTree.parse("--colour blue box -n 2 paint p"))
        #expect(arguments[SampleTree.colour] == .blue)
        #expect(arguments[SampleTree.count] == 2)
    }

    @Test("after two dashes everything is an argument, and a single dash always is")
    func terminator() throws {
        let arguments = try #require(try SampleTree.parse("box paint - -v -- --all -x --"))
        #expect(arguments[SampleTree.paths] == ["-", "--all", "-x", "--"])
        #expect(!arguments[SampleTree.all])
    }

    @Test(
        "durations are read with their unit",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("90s", .seconds(90)), ("10m", .seconds(600)),
            ("2h", .seconds(7200)),
            ("7d", .seconds(604_800)), ("0s", .zero),
        ])
    func durations(text: String, duration: Duration) throws {
        #expect(try #require(try SampleTree.parse("box paint p --wait \(text)"))[SampleTree.wait] == duration)
    }

    @Test(
        "help is understood at each level, whatever stands before it",
        arguments: [
            ("-h", "tool"), ("--help", "tool"), ("box -h", "tool box"), ("box", "tool box"), ("", "tool"),
            ("box paint --help", "tool box paint"), ("box paint -vh", "tool box paint"),
            ("box paint p --count 3 -h --nonsense", "tool box paint"),
        ])
    func help(line: String, expected: String) throws {
        let words = line.split(separator: " ").map(String.init)
        guard case .help(let path) = try ArgumentParser.parse(words, root: SampleTree.root) else {
            Issue.record("“\(line)” is no call for help")
            return
        }
        #expect(path.text == expected)
    }

    @Test("a lower-case serial without its prefix becomes the canonical one")
    func serials() throws {
        let arguments = try #require(try SampleTree.parse("box show f28crpi33503"))
        #expect(arguments[SampleTree.serial].text == "SG-F28CRPI33503")
    }
}
