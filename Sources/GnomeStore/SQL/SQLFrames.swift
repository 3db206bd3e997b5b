// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension SQLTransaction {
    func frame(_ id: FrameID) throws(StoreError) -> StoredFrame? {
        try frames([id]).first
    }

    func frames(of receiver: ReceiverID, before: FrameID?, limit: Int) throws(StoreError) -> [StoredFrame] {
        try frames(
            connection.all(
                "SELECT id FROM frames WHERE receiver_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
                receiver.sql, (before?.rawValue ?? .max).sql, limit.limit))
    }

    func contacts(of receiver: ReceiverID, during span: Interval) throws(StoreError) -> ContactSpan {
        let last = span.end?.advanced(by: .microseconds(-1)) ?? Timestamp(microseconds: .max)
        return try connection.first(
            """
            SELECT count(*), min(received_at), max(received_at) FROM frames
            WHERE receiver_id = $1 AND received_at >= $2 AND received_at <= $3
            """,
            receiver.sql, span.start.sql, last.sql) ?? ContactSpan()
    }

    func frames(after: FrameID?, limit: Int) throws(StoreError) -> [StoredFrame] {
        guard let after else {
            return try frames(
                connection.all("SELECT id FROM frames ORDER BY id DESC LIMIT $1", limit.limit).reversed())
        }
        return try frames(
            connection.all("SELECT id FROM frames WHERE id > $1 ORDER BY id LIMIT $2", after.sql, limit.limit))
    }

    private func frames(_ ids: [FrameID]) throws(StoreError) -> [StoredFrame] {
        try connection.all(
            """
            SELECT f.id, f.receiver_id, r.serial, f.kind, f.device_at, f.way, f.route, f.received_at, f.content_type,
                f.content_encoding, f.attributes, f.proof, f.proof_user, f.proof_key, f.body
            FROM frames f JOIN receivers r ON r.id = f.receiver_id
            WHERE f.id = $1
            """,
            rows: ids.map { [$0.sql] })
    }

    func history(of receiver: ReceiverID, after: FrameID?, limit: Int) throws(StoreError) -> [HistoricFrame] {
        let ids: [FrameID] = try connection.all(
            "SELECT id FROM frames WHERE receiver_id = $1 AND id > $2 ORDER BY id LIMIT $3",
            receiver.sql, (after?.rawValue ?? .min).sql, limit.limit)
        let circumstances: [Circumstances] = try connection.all(
            """
            SELECT f.was_held, r.received_at, r.way FROM frames f LEFT JOIN repetitions r ON r.frame_id = f.id
            WHERE f.id = $1
            """,
            rows: ids.map { [$0.sql] })
        return try zip(frames(ids), circumstances).map { stored, circumstances in
            HistoricFrame(stored: stored, wasHeld: circumstances.wasHeld, repetition: circumstances.repetition)
        }
    }

    func frames(
        withContent content: FrameKey, of receiver: ReceiverID, amongNewest newest: Int
    ) throws(StoreError) -> [FrameID] {
        // The conditions are those of the index `frames_of_content`, word for word.
        try connection.all(
            """
            SELECT id FROM frames
            WHERE receiver_id = $1 AND substr(natural_key, 1, 7) = 'sha256:' AND substr(natural_key, 8, 16) = substr($2, 8, 16)
                AND id > (SELECT coalesce(max(id), 0) FROM frames) - $3 AND substr(natural_key, 1, 71) = $2
            ORDER BY id
            """,
            receiver.sql, content.sql, newest.sql)
    }

    func frames(after: FrameID, limit: Int, bytes: Int) throws(StoreError) -> [StoredFrame] {
        var (ids, left) = ([FrameID](), bytes)
        try connection.run(
            "SELECT id, length(body) FROM frames WHERE id > $1 ORDER BY id LIMIT $2", rows: [[after.sql, limit.limit]]
        ) { (_, row) throws(StoreError) in
            let id: FrameID = try row.next()
            let size: Int = try row.next()
            // Once one does not fit, none behind it comes before it.
            guard left >= size || ids.isEmpty else { return left = -1 }
            ids.append(id)
            left -= size
        }
        return try frames(ids)
    }

    func backlog(after frame: FrameID, countingUpTo limit: Int) throws(StoreError) -> FrameBacklog {
        FrameBacklog(
            frames: try connection.first(
                "SELECT count(*) FROM (SELECT id FROM frames WHERE id > $1 LIMIT $2) AS behind", frame.sql, limit.limit)
                ?? 0,
            oldest: try connection.first(
                "SELECT received_at FROM frames WHERE id > $1 ORDER BY id LIMIT 1", frame.sql))
    }

    func firstFrame(
        receivedFrom moment: Timestamp, after: FrameID, among limit: Int
    ) throws(StoreError) -> FrameSearch {
        let last: FrameID?? = try connection.first(
            "SELECT max(id) FROM (SELECT id FROM frames WHERE id > $1 ORDER BY id LIMIT $2) AS stretch",
            after.sql, limit.limit)
        guard case .some(.some(let last)) = last else { return .ended }
        let first: FrameID? = try connection.first(
            "SELECT id FROM frames WHERE id > $1 AND id <= $2 AND received_at >= $3 ORDER BY id LIMIT 1",
            after.sql, last.sql, moment.sql)
        return first.map(FrameSearch.found) ?? .passed(last)
    }

    func frameCount() throws(StoreError) -> Int {
        try connection.first("SELECT count(*) FROM frames") ?? 0
    }

    func insert(_ frames: [FrameDraft]) throws(StoreError) -> [FrameID?] {
        try checkReceivers(of: frames)
        let ids: [FrameID?] = try connection.firstOfEach(
            """
            INSERT INTO frames (receiver_id, natural_key, kind, device_at, way, route, received_at, content_type,
                content_encoding, attributes, proof, proof_user, proof_key, body, was_held)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (natural_key, receiver_id) DO NOTHING
            RETURNING id
            """,
            rows: frames.map { draft in
                [draft.receiver.sql, draft.key.sql, draft.kind.sql, draft.deviceTime.sql] + draft.frame.sqlValues
                    + [draft.wasHeld.sql]
            })
        connection.memory.learn(newFrames: ids)
        return ids
    }

    /// Refuses frames of receivers that are not there: one look at each receiver, where a foreign key of PostgreSQL looks once a
    /// frame.
    private func checkReceivers(of frames: [FrameDraft]) throws(StoreError) {
        let receivers = Set(frames.map(\.receiver)).sorted { $0.rawValue < $1.rawValue }
        // Thrown where an error of the database would be, so that the transaction is lost as it is by one.
        try connection.run(
            "SELECT EXISTS (SELECT 1 FROM receivers WHERE id = $1) AS is_there", rows: receivers.map { [$0.sql] }
        ) { (_, row) throws(StoreError) in
            guard try row.next(Bool.self) else {
                throw StoreError(.defect, "A frame was to be stored of a receiver that is not there.")
            }
        }
    }

    func keepRepetitions(_ repetitions: [RepetitionDraft]) throws(StoreError) {
        try connection.execute(
            """
            INSERT INTO repetitions (frame_id, received_at, way)
            VALUES ((SELECT max(id) FROM frames WHERE receiver_id = $1 AND id < $2), $3, $4)
            ON CONFLICT (frame_id) DO UPDATE SET received_at = excluded.received_at, way = excluded.way
            """,
            rows: repetitions.map { draft in
                [
                    draft.receiver.sql, (draft.before?.rawValue ?? .max).sql, draft.repetition.receivedAt.sql,
                    draft.repetition.way.sql,
                ]
            })
    }
}

/// What the meaning of a frame depends on besides the frame.
private struct Circumstances: SQLRecord {
    let wasHeld: Bool
    let repetition: FrameRepetition?

    init(row: inout SQLRow) throws(StoreError) {
        wasHeld = try row.next()
        let receivedAt: Timestamp? = try row.next()
        let way: Way? = try row.next()
        if let receivedAt, let way {
            repetition = FrameRepetition(receivedAt: receivedAt, way: way)
        } else {
            repetition = nil
        }
    }
}

extension StoredFrame: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(
            id: try row.next(), receiver: try row.next(), serial: try row.next(), kind: try row.next(),
            deviceTime: try row.next(), frame: try Frame(row: &row))
    }
}

extension ContactSpan: SQLRecord {
    init(row: inout SQLRow) throws(StoreError) {
        self.init(frames: try row.next(), first: try row.next(), last: try row.next())
    }
}
