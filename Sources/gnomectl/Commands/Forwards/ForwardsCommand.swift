// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// `forwards`: where stored messages are passed on to.
enum ForwardsCommand {
    static let command = Command(
        "forwards", abstract: "Pass stored messages on to brokers and web servers.",
        discussion: """
            Each forward has a place up to which it has come, and goes on from there after any failure or restart. \
            What it passes on arrives at least once, with the same id whenever it comes again.
            """,
        subcommands: [
            ForwardsList.command, ForwardsAdd.command, ForwardsRemove.command, ForwardsPause.command,
            ForwardsResume.command, ForwardsReplay.command,
        ])

    /// The name of a forward that exists.
    static let name = Parameter.argument("name", .forward, help: "The forward, from “forwards list”.")

    /// What a command that steers a forward shows of it.
    static func rendering(_ answer: ForwardAnswer, _ sentence: String) -> Rendering<ForwardAnswer> {
        let rest = answer.lagFrames == 1 ? "1 message is" : "\(answer.lagFrames) messages are"
        return Rendering(
            answer, identifiers: [answer.name],
            sentence: "\(answer.name) \(sentence); \(rest) before it.")
    }
}

extension ValueForm where Value == ForwardName {
    /// The name of a forward; shells offer those that the server knows.
    static var forward: ValueForm {
        ValueForm(
            form: Form(
                expectation: "small letters, digits and hyphens, like archive",
                completion: .offer(.forwards))
        ) { ForwardName(rawValue: $0) }
    }
}
