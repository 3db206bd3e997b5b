// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// The command `store rebuild`.
enum StoreRebuilding {
    private static let dryRun = Parameter.flag("dry-run", short: "n", help: "Change nothing; show what would change.")
    private static let bringBack = Parameter.flag(
        "bring-back", help: "Make observations again too that were taken away because they were old.")
    private static let fewerFrames = Parameter.flag(
        "fewer-frames", help: "Change a status too that tells of more frames than are stored: it is wrong.")
    private static let unreadableFrames = Parameter.flag(
        "unreadable-frames", help: "Let go, but for the contacts, what frames told that this version can't read.")

    static let command = Command(
        "rebuild", abstract: "Fold stored frames again: statuses, observations and their summaries.",
        discussion: """
            The server must be stopped; servers on PostgreSQL answer 503 meanwhile. The frames of each receiver are folded as \
            they were when they came, and what they tell takes the place of what is stored, in one transaction a receiver; \
            so it can be ended at any time, and be run again. Each difference is listed. With --dry-run nothing is changed, \
            and it ends with 1 where something differs. A receiver whose frames are gone or can't be read is left as it \
            is, and it ends with 1, unless a flag allows otherwise. “--quiet” prints the serials of the receivers that differ.
            """,
        parameters: [
            dryRun.declaration, bringBack.declaration, fewerFrames.declaration, unreadableFrames.declaration,
            StoreLocation.option.declaration,
        ] + OutputFormat.parameters
    ) { invocation in
        let address = invocation.storeAddress
        let isDryRun = invocation[dryRun]
        var permissions: Set<StoreRebuild.Permission> = []
        if invocation[bringBack] { permissions.insert(.oldObservations) }
        if invocation[fewerFrames] { permissions.insert(.fewerFrames) }
        if invocation[unreadableFrames] { permissions.insert(.unreadableFrames) }
        let progress = invocation.rebuildProgress
        let outcome = try await invocation.tend(hint: \.hintForAddress) { [permissions] () throws(StoreError) in
            try await address.lend { (store) throws(StoreError) in
                try await StoreRebuild(of: store, allowing: permissions)
                    .run(isDryRun: isDryRun, progress: progress)
            }
        }
        let answer = StoreRebuildAnswer(outcome, of: address, isDryRun: isDryRun)
        try invocation.print(Rendering(answer, identifiers: answer.differing.map(\.serial), view: answer.view))
        try answer.check()
    }
}

extension Invocation {
    /// Shows how far a rebuild has come, where somebody watches.
    fileprivate var rebuildProgress: @Sendable (StoreRebuild.Progress) -> Void {
        { [output] step in output.progress("Folding \(step.serial): \(step.frames) of \(step.total) frames") }
    }
}
