// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// What receivers sent again within a batch, each with its place among their frames.
///
/// Between two frames only the last counts, because it sets all that any before it has set.
struct Repetitions {
    private var placed: [RepetitionDraft] = []
    /// The last of each receiver since its last stored frame.
    private var last: [ReceiverID: FrameRepetition] = [:]

    /// Adds a repetition behind all frames of its receiver so far.
    mutating func add(_ repetition: FrameRepetition, of receiver: ReceiverID) { last[receiver] = repetition }

    /// Says that a frame of a receiver was stored: what was repeated before it has its place there.
    mutating func place(before frame: FrameID, of receiver: ReceiverID) {
        guard let repetition = last.removeValue(forKey: receiver) else { return }
        placed.append(RepetitionDraft(receiver: receiver, before: frame, repetition: repetition))
    }

    /// All of them, one a place.
    var drafts: [RepetitionDraft] {
        placed
            + last.sorted { $0.key < $1.key }.map { receiver, repetition in
                RepetitionDraft(receiver: receiver, repetition: repetition)
            }
    }
}
