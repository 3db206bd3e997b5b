// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import gnomectl

@Suite("The command tree")
struct TreeTests {
    static let paths = CommandPath(root: RootCommand.tree).descendants

    @Test("no command has two parameters of one name or letter", arguments: paths.map(\.text))
    func uniqueNames(text: String) throws {
        let command = try #require(Self.paths.first { $0.text == text }).command
        let names = command.parameters.map(\.name) + ["help", "version"]
        #expect(Set(names).count == names.count)
        let letters = command.options.compactMap(\.short)
        #expect(Set(letters).count == letters.count)
    }

    @Test("an option takes a value in all commands or in none, so that it can be read before its command is known")
    func sameKindEverywhere() {
        var kinds: [String: Declaration.Kind] = [:]
        for option in Self.paths.flatMap(\.command.options) {
            #expect(kinds[option.longName, default: option.kind] == option.kind, "\(option.longName)")
            kinds[option.longName] = option.kind
        }
    }

    @Test("only the last argument of a command takes all that follow", arguments: paths.map(\.text))
    func variadicArgumentsLast(text: String) throws {
        let arguments = try #require(Self.paths.first { $0.text == text }).command.arguments
        #expect(arguments.dropLast().filter(\.isRepeated).isEmpty)
    }

    @Test("every command either runs or has subcommands, and says what it does in one sentence")
    func completeness() {
        for path in Self.paths {
            #expect(path.command.run != nil || !path.command.subcommands.isEmpty, "\(path.text)")
            #expect(path.command.abstract.hasSuffix("."), "\(path.text)")
            #expect(path.command.parameters.filter { !$0.help.hasSuffix(".") }.isEmpty, "\(path.text)")
        }
    }

    @Test("the default of every option is a value of its form")
    func defaults() {
        for option in Self.paths.flatMap(\.command.options) {
            if let text = option.defaultText { #expect(option.accepts(text), "\(option.synopsis)") }
        }
    }

    @Test("the reference page in Docs is the one that the tree gives")
    func referencePage() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "Docs/gnomectl.md"), encoding: .utf8)
        let world = World()
        #expect(await world.run("--generate-reference-page") == .success)
        #expect(
            page == world.results,
            "Make it again: swift run gnomectl --generate-reference-page > Docs/gnomectl.md")
    }
}
