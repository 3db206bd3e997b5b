// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `quarantine drop`.
enum QuarantineDropping {
    private static let because = Parameter.option(
        "because", value: "text", .text, help: "Why, in a sentence; it is kept with the counts.")

    static let command = Command(
        "drop", abstract: "Drop entries for good, with a reason.",
        discussion: """
            They can't be had back. What was dropped is counted: how much, for which reason it waited, by whom, why and \
            when. An unknown receiver of which nothing waits any more is forgotten, until it calls again.
            """,
        parameters: [because.declaration] + QuarantineChoice.actParameters
    ) { invocation in
        guard let sentence = invocation[because] else {
            throw CommandError(.usage, "Say why with --because: what is dropped can't be had back.")
        }
        let client = try invocation.administratorClient()
        let answer = try await QuarantineChoice.act(invocation, because: sentence) { request throws(CommandError) in
            try await client.dropQuarantine(request)
        }
        try invocation.print(Rendering(answer, view: view(of: answer)))
    }

    private static func view(of answer: QuarantineDropAnswer) -> [Block] {
        let table = QuarantineVolumes.table(answer.dropped, total: answer.total)
        let words = QuarantineWords.entries(answer.total.entries)
        var view: [Block] = [
            .text(answer.dryRun ? "Nothing was changed; \(words) would be dropped." : "\(words) dropped.")
        ]
        if answer.missing > 0 { view.append(.text("\(answer.missing) were not there.")) }
        if answer.total.entries > 0 { view.append(.table(table)) }
        return view
    }
}
