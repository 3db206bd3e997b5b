// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Synchronization

/// Moves a store into another database, and compares both.
enum MoveBench: Subcommand {
    static let name = "move"
    static let summary = "a whole store into another database (--from, --to)"

    /// When what of the move was done.
    private struct Times {
        var now: Duration = .zero
        var beforeFrames: Duration = .zero
        var frames: Duration = .zero
        var moved: Duration = .zero
    }

    static func run(_ options: Options) async throws {
        let (from, to) = (StoreAddress(try options.text("from")), StoreAddress(try options.text("to")))
        let start = ContinuousClock.now
        let times = Mutex(Times())
        let outcome = try await StoreMove(from: from, to: to).run { progress in
            let now = start.duration(to: .now)
            times.withLock { times in
                guard progress.phase == .moving else { return }
                if progress.table == "frames" {
                    if times.frames == .zero { times.beforeFrames = times.now }
                    times.frames = now - times.beforeFrames
                }
                (times.now, times.moved) = (now, now)
            }
        }
        let whole = start.duration(to: .now)
        guard outcome.unequal.isEmpty else {
            throw WrongResult(description: "not the same in both: \(outcome.unequal)")
        }
        let took = times.withLock { $0 }
        let frames = outcome.target.tables.first { $0.name == "frames" }?.rows ?? 0
        print("move-frames \(Int(Double(frames) / took.frames.seconds)) frames/s")
        print(
            "move \(outcome.moved) rows in \(fixed(took.moved.seconds, decimals: 1)) s, then compared in "
                + "\(fixed((whole - took.moved).seconds, decimals: 1)) s, \(ProcessFigures.peakMegabytes) MB at most")
        for table in outcome.target.tables { print("digest \(table.name) \(table.rows) \(table.digest)") }
    }
}
