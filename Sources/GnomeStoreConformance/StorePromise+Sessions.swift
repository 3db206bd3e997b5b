// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `SessionReading` and `SessionWriting` promise.
    public static let sessions: [StorePromise] = [
        StorePromise("a session is found by the digest of its secret, and those of a person newest first") { store in
            let person = try await store.addPerson("ann")
            let first = try await store.begin(of: person, 1, at: 0, agent: oddText)
            let second = try await store.begin(of: person, 2, at: 5)
            let (digest, unknown) = (try digest(1), try digest(3))
            let expected = Session(
                id: first.id, person: person.id, life: SessionLife(begun: moment(0), lastUsed: moment(0)),
                address: oddText, agent: oddText)
            #expect(first == expected)
            try await store.read { (store) throws(StoreError) in
                #expect(try store.session(ofSecret: digest) == expected)
                #expect(try store.session(ofSecret: unknown) == nil)
                #expect(try store.sessions(of: person.id) == [second, first])
            }
            await store.refuses(.conflict) { try await $0.begin(of: person, 1, at: 9) }
            var nobody = person
            nobody.id = PersonID(rawValue: 99)
            let stranger = nobody
            await store.refuses(.notFound) { try await $0.begin(of: stranger, 4, at: 9) }
        },
        StorePromise("a use of a session is written down once a minute") { store in
            let person = try await store.addPerson("ann")
            let session = try await store.begin(of: person, 1, at: 0)
            for (now, lastUsed) in [
                (59_999_999, 0), (60_000_000, 60_000_000), (61_000_000, 60_000_000), (1, 60_000_000),
            ] {
                let sessions = try await store.write { (store) throws(StoreError) in
                    try store.touch(session.id, at: moment(Int64(now)))
                    return try store.sessions(of: person.id)
                }
                #expect(sessions.map(\.life.lastUsed) == [moment(Int64(lastUsed))])
            }
        },
        StorePromise("sessions end one by one, all but one, or all of a person, and of nobody else") { store in
            let (ann, bob) = (try await store.addPerson("ann"), try await store.addPerson("bob"))
            var sessions: [Session] = []
            for byte in UInt8(1)...4 { sessions.append(try await store.begin(of: ann, byte, at: 0)) }
            let other = try await store.begin(of: bob, 9, at: 0)
            let (first, second) = (sessions[0], sessions[1])
            let ended = try await store.write { (store) throws(StoreError) in
                [
                    try store.end(first.id, of: bob.id), try store.end(first.id, of: ann.id),
                    try store.end(first.id, of: ann.id),
                ]
            }
            #expect(ended == [false, true, false])
            let counts = try await store.write { (store) throws(StoreError) in
                let first = try store.endSessions(of: ann.id, except: second.id)
                let rest = try store.sessions(of: ann.id)
                return (first, rest, try store.endSessions(of: ann.id, except: nil), try store.sessions(of: bob.id))
            }
            #expect(counts == (2, [second], 1, [other]))
        },
        StorePromise("sessions are forgotten when their time is over, by idleness or by age") { store in
            let person = try await store.addPerson("ann")
            let (idle, longest) = (SessionLife.idle.microseconds, SessionLife.longest.microseconds)
            let old = try await store.begin(of: person, 1, at: 0)
            let idler = try await store.begin(of: person, 2, at: longest - idle)
            let live = try await store.begin(of: person, 3, at: longest - idle + 1)
            let left = try await store.write { (store) throws(StoreError) in
                try store.touch(old.id, at: moment(longest - 1))
                let early = try store.forgetSessions(outlivedAt: moment(longest - 1))
                let late = try store.forgetSessions(outlivedAt: moment(longest))
                return (early, late, try store.sessions(of: person.id))
            }
            #expect(left == (0, 2, [live]))
            #expect(!idler.life.isAlive(at: moment(longest)))
        },
    ]
}

extension Store {
    fileprivate func begin(
        of person: Person, _ byte: UInt8, at offset: Int64, agent: String? = nil
    ) async throws -> Session {
        let draft = SessionDraft(
            person: person.id, digest: try digest(byte), begun: moment(offset), address: oddText, agent: agent)
        return try await write { (store) throws(StoreError) in try store.begin(draft) }
    }
}

extension Duration {
    fileprivate var microseconds: Int64 { components.seconds * 1_000_000 }
}
