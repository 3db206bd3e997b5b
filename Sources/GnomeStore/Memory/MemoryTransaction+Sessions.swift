// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func session(ofSecret digest: KeyDigest) -> Session? { tables.sessions[key: digest]?.session }

    func sessions(of person: PersonID) -> [Session] {
        tables.sessions.rows(before: nil).map(\.session).filter { $0.person == person }
    }

    func begin(_ draft: SessionDraft) throws(StoreError) -> Session {
        guard tables.people[draft.person] != nil else { throw .noPerson }
        guard session(ofSecret: draft.digest) == nil else { throw .secretUsedTwice }
        let row = tables.sessions.insert { id in
            MemorySession(session: Session(draft, id: id), digest: draft.digest)
        }
        guard let row else { throw .secretUsedTwice }
        return row.session
    }

    func touch(_ session: SessionID, at now: Timestamp) {
        _ = tables.sessions.update(session) { row -> MemorySession? in
            guard row.session.life.isWorthNoting(at: now) else { return nil }
            row.session.life.lastUsed = now
            return row
        }
    }

    @discardableResult
    func end(_ session: SessionID, of person: PersonID) -> Bool {
        guard tables.sessions[session]?.session.person == person else { return false }
        tables.sessions.remove(session)
        return true
    }

    @discardableResult
    func endSessions(of person: PersonID, except session: SessionID?) -> Int {
        end { $0.person == person && $0.id != session }
    }

    @discardableResult
    func forgetSessions(outlivedAt now: Timestamp) -> Int { end { !$0.life.isAlive(at: now) } }

    private func end(where isOver: (Session) -> Bool) -> Int {
        let ended = tables.sessions.rows.filter { isOver($0.session) }
        for row in ended { tables.sessions.remove(row.id) }
        return ended.count
    }
}

/// A session with the digest of what proves it.
struct MemorySession: MemoryRow {
    var session: Session
    let digest: KeyDigest

    var id: SessionID { session.id }
    var rowKey: KeyDigest? { digest }
}
