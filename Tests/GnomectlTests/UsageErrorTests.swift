// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import gnomectl

@Suite("Wrong command lines")
struct UsageErrorTests {
    @Test(
        "each mistake is named together with what would be right",
        arguments: [
            ("box paint p --colur red", "Unknown option '--colur'. Did you mean '--colour'?"),
            ("box paint p --zzzzzzzzz", "Unknown option '--zzzzzzzzz'."),
            ("box paint p -x", "Unknown option '-x'."),
            ("box paint p --secrets", "Unknown option '--secrets'."),
            ("box --verbos paint p", "Unknown option '--verbos'. Did you mean '--verbose'?"),
            ("box show SG-F28CRPI33503 --verbose", "Unknown option '--verbose'."),
            ("bx", "Unknown subcommand 'bx'. Did you mean 'box'?"),
            ("box pain", "Unknown subcommand 'pain'. Did you mean 'paint'?"),
            ("everything", "Unknown subcommand 'everything'."),
            ("box show", "Missing argument '<serial>'."),
            ("box paint", "Missing argument '<path>'."),
            ("box paint p --count", "Missing value for '--count <n>'."),
            ("box paint p --count --verbose", "Missing value for '--count <n>'."),
            ("box paint p -vn", "Missing value for '--count <n>'."),
            ("box show a1 b2", "Unexpected argument 'b2'."),
            ("box show a1 b2 c3", "Unexpected arguments 'b2', 'c3'."),
            ("box paint p --all=yes", "'--all' takes no value."),
            ("box paint p --no-verify=1", "'--no-verify' takes no value."),
            ("box paint p --count 10", "'10' is no value for '--count <n>'. Give a whole number from 1 to 9."),
            ("box paint p --count= ", "'' is no value for '--count <n>'. Give a whole number from 1 to 9."),
            ("box paint p --colour pink", "'pink' is no value for '--colour <colour>'. Give 'red', 'green' or 'blue'."),
            (
                "box paint p --wait 10",
                "'10' is no value for '--wait <time>'. Give a number with a unit: 500ms, 90s, 10m, 2h or 7d."
            ),
            (
                "box paint p --wait 99999999999999999999s",
                "'99999999999999999999s' is no value for '--wait <time>'. "
                    + "Give a number with a unit: 500ms, 90s, 10m, 2h or 7d."
            ),
            ("box show null", "'null' is no value for '<serial>'. Give a serial like SG-F28CRPI33503."),
            (
                "box paint p --month monday",
                """
                'monday' is no value for '--month <month>'. Give one of these:
                  - january
                  - february
                  - march
                  - april
                  - may
                  - june
                """
            ),
        ])
    func wording(line: String, message: String) {
        #expect(throws: UsageError.self) { try SampleTree.parse(line) }
        do {
            _ = try SampleTree.parse(line)
        } catch {
            #expect(error.message == message)
        }
    }

    @Test("standard error explains the parameter, shows the usage and says where there is more")
    func wholeText() {
        do {
            _ = try SampleTree.parse("box paint p -c pink")
            Issue.record("pink was taken")
        } catch {
            #expect(
                HelpText.text(for: error, columns: 80) == """
                    Error: 'pink' is no value for '--colour <colour>'. Give 'red', 'green' or 'blue'.
                    Help:  -c, --colour <colour>  How it's painted. (values: red, green, blue; default: red)
                    Usage: tool box paint [--verbose] [--all] [--no-verify] [--colour <colour>]
                                          [--month <month>] [--count <n>] [--wait <time>]
                                          [--tag <tag> ...] <path> ...
                      See 'tool box paint --help' for more information.
                    """)
        }
    }

    @Test(
        "only what is within three edits and not wholly different is suggested, nearest first",
        arguments: [
            ("recievers", ["receivers"]), ("lst", ["list", "test"]), ("xyz", []), ("", []), ("receiver", ["receivers"]),
        ])
    func suggestions(word: String, expected: [String]) {
        #expect(Suggestion.candidates(for: word, among: ["receivers", "list", "test", "add"]) == expected)
    }
}
