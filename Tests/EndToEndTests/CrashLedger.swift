// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

/// What `gnome-crasher` was told to be kept, beside what is in its store.
struct CrashLedger {
    /// How many frames belong together, so that all of them are there or none.
    private let batch: Int
    /// The names of all frames that were acknowledged.
    var acknowledged: Set<String> = []
    /// What the store refused.
    private(set) var refusals: [String] = []
    /// How many lines told of a frame.
    private(set) var lines = 0
    /// The frames that were found in the store so far.
    private var stored: Set<String> = []
    private var last = FrameID(rawValue: 0)

    /// What a stored frame is called.
    private let name: @Sendable (StoredFrame) -> String

    /// A ledger in which nothing stands yet.
    ///
    /// - Parameters:
    ///   - batch: How many frames belong together.
    ///   - name: What a stored frame is called; without it, its body is its name.
    init(
        batch: Int = 3,
        name: @escaping @Sendable (StoredFrame) -> String = { String(decoding: $0.frame.body, as: UTF8.self) }
    ) {
        self.batch = batch
        self.name = name
    }

    /// Takes a line of the program.
    mutating func read(_ line: String) {
        if line.hasPrefix("kept ") {
            acknowledged.insert(String(line.dropFirst(5)))
            lines += 1
        } else if !line.isEmpty {
            refusals.append(line)
        }
    }

    /// Expects that the store has what was acknowledged, and everything once.
    mutating func compare(with store: SQLStore, _ trial: Comment) async throws {
        while true {
            let (after, page) = (last, 1000)
            let frames = try await store.read { store throws(StoreError) in try store.frames(after: after, limit: page)
            }
            for frame in frames {
                let name = name(frame)
                let (isNew, _) = stored.insert(name)
                #expect(isNew, "\(name) is doubled: \(trial)")
                last = frame.id
            }
            if frames.count < page { break }
        }
        let missing = acknowledged.subtracting(stored)
        #expect(missing.isEmpty, trial)

        let (count, overviews) = try await store.read { store throws(StoreError) in
            (try store.frameCount(), try store.overviews(after: nil, limit: 1000))
        }
        #expect(count == stored.count, trial)
        #expect(overviews.reduce(0) { $0 + $1.status.frames } == count, trial)
        // Each writer's frames are numbered without a gap, and its batches are whole.
        let writers = Dictionary(grouping: stored) { $0.prefix { $0 != "/" } }
        for (writer, names) in writers {
            #expect(names.count.isMultiple(of: batch), trial)
            #expect(Set(names) == Set((0..<names.count).map { "\(writer)/\($0)" }), trial)
        }
    }
}
