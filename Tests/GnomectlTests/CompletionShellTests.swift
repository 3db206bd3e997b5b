// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport
import Testing

@testable import gnomectl

/// The scripts in the shells that they are for: what somebody types at a terminal, and what gnomectl is then called with.
@Suite("Completion in real shells", .timeLimit(.minutes(5)))
struct CompletionShellTests {
    /// A name that does harm in whichever shell does not quote it.
    private static let nasty = #"x $(touch harm) `touch harm` "a" $HOME \ b'c; touch harm"#

    /// What is typed, `\t` for the Tab key, and what gnomectl is called with.
    private static let lines: [(typed: String, words: [String])] = [
        (#"rece\tshow SG-F\t"#, ["receivers", "show", "SG-F28CRPI33503"]),
        (#"receivers wait SG-F\t--sta\tacc\t"#, ["receivers", "wait", "SG-F28CRPI33503", "--state", "accepted"]),
        (#"stations show Cab\t"#, ["stations", "show", "Cabot Head"]),
        (#"stations show x\t"#, ["stations", "show", nasty]),
        (#"files inspect ./the\t"#, ["files", "inspect", "./the mast.png"]),
        (#"stations list --project Gre\t"#, ["stations", "list", "--project", "Great Lakes"]),
    ]

    @Test("Tab completes words, live names and files, and quotes what would do harm", arguments: Shell.tried)
    func words(shell: Shell) async throws {
        try await withTerminal(shell) { type, folder in
            for (typed, words) in Self.lines {
                let ran = try await type(typed)
                #expect(ran == words, "\(typed)")
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/harm"))
        }
    }

    /// The same, of commands with several arguments.
    private static let severalArguments: [(typed: String, words: [String])] = [
        (#"deployments add Cab\tSG-F\t"#, ["deployments", "add", "Cabot Head", "SG-F28CRPI33503"]),
        (
            #"deployments add --antenna port=1,type=omni 5 --start 2026-05-01 --solar yes SG-F\t"#,
            [
                "deployments", "add", "--antenna", "port=1,type=omni", "5", "--start", "2026-05-01", "--solar", "yes",
                "SG-F28CRPI33503",
            ]
        ),
        (
            #"deployments add --server=https://a.example.org:8080 -q Cab\t"#,
            ["deployments", "add", "--server=https://a.example.org:8080", "-q", "Cabot Head"]
        ),
        (#"stations photos add 5 ./the\t"#, ["stations", "photos", "add", "5", "./the mast.png"]),
        (#"projects grant Gre\tann oper\t"#, ["projects", "grant", "Great Lakes", "ann", "operator"]),
    ]

    @Test("of several arguments each is completed in its place, wherever options stand", arguments: Shell.tried)
    func places(shell: Shell) async throws {
        try await withTerminal(shell) { type, _ in
            for (typed, words) in Self.severalArguments {
                let ran = try await type(typed)
                #expect(ran == words, "\(typed)")
            }
        }
    }

    @Test("the server that the line names is asked for names", arguments: Shell.tried)
    func asked(shell: Shell) async throws {
        try await withTerminal(shell) { type, folder in
            for option in ["--server https://a.example.org", "--server=https://a.example.org"] {
                _ = try await type("receivers show \(option) SG-F\\t")
                let asked = try String(contentsOfFile: folder + "/asked", encoding: .utf8)
                #expect(asked == "--complete receivers --line gnomectl receivers show \(option) SG-F\n")
                try FileManager.default.removeItem(atPath: folder + "/asked")
            }
        }
    }

    /// Lends a shell that completes gnomectl: what types behind its name, and gives what it was called with; and the folder in
    /// which all of it happens.
    private func withTerminal(
        _ shell: Shell, _ body: ((_ typed: String) async throws -> [String], _ folder: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            func put(_ text: String, at name: String) throws {
                let place = URL(filePath: "\(folder)/\(name)")
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: place)
            }
            let program = """
                #!/bin/sh
                cd "$HOME"
                case "$1 $2" in
                "--complete receivers") printf '%s\\n' SG-F28CRPI33503 SG-4001BBBK2600 ;;
                "--complete stations") printf '%s\\n' 'Cabot Head' '\(Self.nasty.replacing("'", with: #"'\''"#))' ;;
                "--complete projects") printf '%s\\n' 'Great Lakes' ;;
                esac
                if [ "$1" = --complete ]; then
                    echo "$*" >> asked
                else
                    printf '%s\\n' "$@" > ran
                    echo "IT"_RAN
                fi

                """
            try put(program, at: "program")
            // Written by another process: a child of this one that is just being started would keep it open.
            let (status, output) = try await RunningProgram.run(
                "/usr/bin/install", ["-D", "-m", "755", "\(folder)/program", "\(folder)/bin/gnomectl"])
            try #require(status == 0, "\(output)")
            try put(CompletionScript(root: RootCommand.tree).text(for: shell), at: "script")
            try put(shell.settings, at: shell.settingsFile)
            try put("", at: "the mast.png")
            let variables = [
                "HOME": folder, "ZDOTDIR": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder, "TERM": "xterm",
                "PATH": "\(folder)/bin:/usr/bin:/bin",
            ]
            func type(_ typed: String) async throws -> [String] {
                let (status, output) = try await RunningProgram.run(
                    "/usr/bin/env",
                    ["-C", folder, "/usr/bin/python3", "\(RunningProgram.packageRoot)/Tests/Peers/typing_shell.py"]
                        + ["READY>", "IT_RAN", "gnomectl \(typed)\\r", shell.path] + shell.arguments(in: folder),
                    environment: variables)
                try #require(status == 0, "\(output)")
                let ran = try String(contentsOfFile: folder + "/ran", encoding: .utf8)
                return ran.split(separator: "\n").map(String.init)
            }
            try await body(type, folder)
        }
    }
}

extension Shell {
    /// Those that are installed; with `CI=true` all must be.
    fileprivate static var tried: [Shell] {
        allCases.filter { $0.isInstalled || ProcessInfo.processInfo.environment["CI"] == "true" }
    }
    fileprivate var path: String { self == .bash ? "/bin/bash" : "/usr/bin/\(rawValue)" }
    fileprivate var isInstalled: Bool { FileManager.default.fileExists(atPath: path) }

    /// What makes it read its settings from a folder, and nobody else's.
    fileprivate func arguments(in folder: String) -> [String] {
        self == .bash ? ["--rcfile", "\(folder)/\(settingsFile)", "-i"] : ["-i"]
    }

    fileprivate var settingsFile: String {
        switch self {
        case .bash: "settings"
        case .zsh: ".zshrc"
        case .fish: "fish/config.fish"
        }
    }

    fileprivate var settings: String {
        switch self {
        case .bash: "PS1='READY> '; source ~/script\n"
        case .zsh: "PS1='READY> '; autoload -Uz compinit; compinit -D -u; source ~/script\n"
        case .fish:
            "function fish_prompt; echo -n 'READY> '; end; function fish_greeting; end; source ~/script\n"
        }
    }
}
