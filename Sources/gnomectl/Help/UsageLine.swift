// SPDX-License-Identifier: Apache-2.0

/// The one line that shows how a command is written.
struct UsageLine {
    /// The command.
    let path: CommandPath

    /// Above this many options the line names only those that must be given.
    private static let optionLimit = 12

    /// The parts after the command's name, each of which stays together.
    private var parts: [String] {
        if path.command.run == nil || path.ancestors.isEmpty { return ["<subcommand>"] }
        let options = path.command.parameters.filter { $0.kind != .argument }.visible
        let listed = options.count > Self.optionLimit ? ["[<options>]"] : options.map { "[\($0.usage)]" }
        return listed + path.command.arguments.map { $0.isRequired ? $0.usage : "[\($0.usage)]" }
    }

    /// The line, continued below itself where it is wider than the columns.
    func text(after label: String, columns: Int) -> String {
        let start = "\(label)\(path.text) "
        let indent = String(repeating: " ", count: min(start.displayWidth, 24))
        let first = Wrapping.lines(words: parts, width: max(20, columns - start.displayWidth))
        return start + first.joined(separator: "\n\(indent)")
    }
}

extension Declaration {
    fileprivate var usage: String { isRepeated ? "\(synopsis) ..." : synopsis }
}
