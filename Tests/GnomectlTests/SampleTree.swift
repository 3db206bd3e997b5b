// SPDX-License-Identifier: Apache-2.0

@testable import gnomectl

/// A small tree with one parameter of each kind, so that tests of the framework do not follow the real commands.
enum SampleTree {
    enum Colour: String, CaseIterable, Sendable { case red, green, blue }
    enum Month: String, CaseIterable, Sendable { case january, february, march, april, may, june }

    static let verbose = Parameter.flag("verbose", short: "v", help: "Say more.")
    static let all = Parameter.flag("all", short: "a", help: "Take everything.")
    static let verify = Parameter.flagOnByDefault("verify", help: "Don't look again.")
    static let colour = Parameter.option(
        "colour", short: "c", value: "colour", ValueForm<Colour>.choice, default: "red", help: "How it's painted.")
    static let month = Parameter.option("month", value: "month", ValueForm<Month>.choice, help: "When.")
    static let count = Parameter.option(
        "count", short: "n", value: "n", ValueForm<Int>.integer(1...9), help: "How many.")
    static let wait = Parameter.option("wait", value: "time", .duration, help: "How long to wait.")
    static let tag = Parameter.options("tag", short: "t", value: "tag", .text, help: "A mark; may be repeated.")
    static let serial = Parameter.argument("serial", .serial, help: "The receiver.")
    static let paths = Parameter.arguments("path", .path, help: "Files and folders.")
    static let secret = Parameter.flag("secret", help: "Not for everybody.", isHidden: true)

    static let root = Command(
        "tool", abstract: "A tool for tests.",
        subcommands: [
            Command(
                "box", abstract: "Boxes, the user's own.",
                subcommands: [
                    Command(
                        "paint", abstract: "Paint a box.",
                        parameters: [
                            verbose.declaration, all.declaration, verify.declaration, colour.declaration,
                            month.declaration, count.declaration, wait.declaration, tag.declaration,
                            secret.declaration, paths.declaration,
                        ], run: { _ in }),
                    Command("show", abstract: "Show a box.", parameters: [serial.declaration], run: { _ in }),
                ])
        ])

    /// The values that words give, where they call a command.
    static func parse(_ line: String) throws(UsageError) -> ParsedArguments? {
        let words = line.split(separator: " ").map(String.init)
        guard case .run(let arguments) = try ArgumentParser.parse(words, root: root) else { return nil }
        return arguments
    }
}
