// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func frame(_ id: FrameID) -> StoredFrame? { tables.frames[id]?.stored }

    func frames(of receiver: ReceiverID, before: FrameID?, limit: Int) -> [StoredFrame] {
        tables.frames.rows(before: before).lazy.map(\.stored).filter { $0.receiver == receiver }.first(limit)
    }

    func contacts(of receiver: ReceiverID, during span: Interval) -> ContactSpan {
        let moments = tables.frames.rows.lazy.map(\.stored).filter { $0.receiver == receiver }
            .map(\.frame.receivedAt).filter(span.contains)
        return ContactSpan(frames: moments.count, first: moments.min(), last: moments.max())
    }

    func frames(after: FrameID?, limit: Int) -> [StoredFrame] {
        let rows = tables.frames.rows(after: after)
        return (after == nil ? Array(rows.suffix(max(0, limit))) : rows.first(limit)).map(\.stored)
    }

    func history(of receiver: ReceiverID, after: FrameID?, limit: Int) -> [HistoricFrame] {
        tables.frames.rows(after: after).lazy.filter { $0.stored.receiver == receiver }.first(limit).map { row in
            HistoricFrame(stored: row.stored, wasHeld: row.wasHeld, repetition: tables.repetitions[row.id])
        }
    }

    func frames(
        withContent content: FrameKey, of receiver: ReceiverID, amongNewest newest: Int
    ) -> [FrameID] {
        tables.frames.rows(ofLast: newest)
            .filter { $0.stored.receiver == receiver && $0.key.isOfContent(content) }
            .map(\.id)
    }

    func frames(after: FrameID, limit: Int, bytes: Int) -> [StoredFrame] {
        var left = bytes
        let rows = tables.frames.rows(after: after)
        return rows.first(limit).prefix { row in
            let size = row.stored.frame.body.count
            defer { left -= size }
            return left >= size || row.id == rows.first?.id
        }.map(\.stored)
    }

    func backlog(after frame: FrameID, countingUpTo limit: Int) -> FrameBacklog {
        let rows = tables.frames.rows(after: frame)
        return FrameBacklog(frames: rows.first(limit).count, oldest: rows.first?.stored.frame.receivedAt)
    }

    func firstFrame(receivedFrom moment: Timestamp, after: FrameID, among limit: Int) -> FrameSearch {
        let rows = tables.frames.rows(after: after).first(limit)
        guard let last = rows.last else { return .ended }
        let match = rows.first { $0.stored.frame.receivedAt >= moment }
        return match.map { .found($0.id) } ?? .passed(last.id)
    }

    func frameCount() -> Int { tables.frames.rows.count }

    func insert(_ frames: [FrameDraft]) throws(StoreError) -> [FrameID?] {
        var ids: [FrameID?] = []
        for draft in frames {
            let receiver = try require(draft.receiver)
            let row = tables.frames.insert { id in
                MemoryFrame(
                    stored: StoredFrame(
                        id: id, receiver: receiver.id, serial: receiver.serial, kind: draft.kind,
                        deviceTime: draft.deviceTime, frame: draft.frame),
                    key: draft.key, wasHeld: draft.wasHeld)
            }
            ids.append(row?.id)
        }
        return ids
    }

    func keepRepetitions(_ repetitions: [RepetitionDraft]) throws(StoreError) {
        for draft in repetitions {
            let own = tables.frames.rows(before: draft.before).first { $0.stored.receiver == draft.receiver }
            guard let own else { throw refusal("A repetition comes before all frames of its receiver") }
            tables.repetitions[own.id] = draft.repetition
        }
    }
}

/// A frame with what makes it the same message as another of its receiver.
struct MemoryFrame: MemoryRow {
    struct Key: Hashable, Sendable {
        let receiver: ReceiverID
        let text: ExactText
    }

    let stored: StoredFrame
    let key: FrameKey
    let wasHeld: Bool

    var id: FrameID { stored.id }
    var rowKey: Key? { Key(receiver: stored.receiver, text: ExactText(key.rawValue)) }
}

extension FrameKey {
    /// Whether it is made of this content, with or without a moment.
    ///
    /// - Parameter content: A key made by `content(_:)`.
    func isOfContent(_ content: FrameKey) -> Bool {
        rawValue == content.rawValue || rawValue.hasPrefix(content.rawValue + "@")
    }
}
