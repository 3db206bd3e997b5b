// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `IdentityReading` and `IdentityWriting` promise.
    public static let identities: [StorePromise] = [
        StorePromise(
            "a receiver has one live key, and of those before it is kept until when they were, and how they ended"
        ) {
            store in
            let (first, second) = (try digest(1), try digest(2))
            let draft = ReceiverDraft(
                serial: try serial(1), registration: .pending, key: first, registeredAt: moment(0))
            let receiver = try await store.write { (store) throws(StoreError) in try store.register(draft) }
            var expected = [ReceiverKey(digest: first, since: moment(0))]
            #expect(try await store.keys(of: receiver.id) == expected)
            // To another, to none, to the first again; and what is so already changes nothing.
            for (number, key) in ([first, second, second, nil, nil, first] as [KeyDigest?]).enumerated() {
                let (time, ending) = (moment(Int64(number)), ReceiverKey.Ending.allCases[number % 5])
                try await store.write { (store) throws(StoreError) in
                    try store.setKey(key, of: receiver.id, at: time, ending: ending)
                }
                if key != expected.last.flatMap({ $0.until == nil ? $0.digest : nil }) {
                    if expected[expected.count - 1].until == nil {
                        expected[expected.count - 1].until = time
                        expected[expected.count - 1].ending = ending
                    }
                    if let key { expected.append(ReceiverKey(digest: key, since: time)) }
                }
                #expect(try await store.keys(of: receiver.id) == expected)
                let read = try await store.read { (store) throws(StoreError) in try store.receiver(receiver.id) }
                #expect(read?.key == key)
                #expect(expected.count { $0.until == nil } == (key == nil ? 0 : 1))
            }
            #expect(expected.count == 3)
            await store.refuses(.notFound) { store in
                try await store.write { (store) throws(StoreError) in
                    try store.setKey(nil, of: ReceiverID(rawValue: 99), at: moment(0), ending: .rotated)
                }
            }
            let unknown = try await store.read { (store) throws(StoreError) in
                try store.receiver(ReceiverID(rawValue: 99))
            }
            #expect(unknown == nil)
        },
        StorePromise("who writes back a receiver leaves its key alone") { store in
            let (key, other) = (try digest(1), try digest(2))
            let draft = ReceiverDraft(serial: try serial(1), registration: .pending, key: key, registeredAt: moment(0))
            try await store.write { (store) throws(StoreError) in
                var receiver = try store.register(draft)
                receiver.key = other
                try store.update(receiver)
            }
            let read = try await store.read { (store) throws(StoreError) in try store.receivers([draft.serial]) }
            #expect(read[draft.serial]?.key == key)
        },
        StorePromise("the receivers that have a key or had it are found by it") { store in
            let receivers = try await store.register(1, 2, 3)
            let (key, other) = (try digest(1), try digest(2))
            try await store.write { (store) throws(StoreError) in
                for receiver in [receivers[2], receivers[0]] {
                    try store.setKey(key, of: receiver.id, at: moment(0), ending: .moved)
                }
                try store.setKey(other, of: receivers[2].id, at: moment(1), ending: .moved)
                try store.setKey(key, of: receivers[2].id, at: moment(2), ending: .undone)
                try store.setKey(other, of: receivers[2].id, at: moment(3), ending: .moved)
            }
            try await store.read { (store) throws(StoreError) in
                #expect(try store.receivers(withKey: key).map(\.id) == [receivers[0].id, receivers[2].id])
                #expect(try store.receivers(withKey: other).map(\.id) == [receivers[2].id])
            }
            let none = try digest(3)
            let found = try await store.read { (store) throws(StoreError) in try store.receivers(withKey: none) }
            #expect(found.isEmpty)
        },
        StorePromise("a conflict is read back as it was opened, as it was changed, and as it was settled") { store in
            let receiver = try await store.registerOne()
            let (first, second) = (try digest(1), try digest(0xFF))
            let bare = IdentityConflict.Facts(shownKey: first, liveKey: nil, lastShownAt: moment(1))
            let full = IdentityConflict.Facts(
                shownKey: second, liveKey: first, holder: try serial(2), lastShownAt: moment(-1), lastOwnAt: moment(4),
                alternations: 3)
            for kind in IdentityConflict.Kind.allCases {
                let draft = IdentityConflictDraft(receiver: receiver.id, kind: kind, facts: bare, openedAt: moment(2))
                let opened = try await store.open(draft)
                var expected = IdentityConflict(
                    id: opened.id, receiver: receiver.id, kind: kind, facts: bare, openedAt: moment(2), frames: 0)
                #expect(opened == expected)
                #expect(try await store.conflict(opened.id) == expected)
                (expected.facts, expected.frames, expected.kind) = (full, 7, .twoPlaces)
                for act in ConflictSettlement.Act.allCases.map(Optional.some) + [nil] {
                    expected.settlement = act.map { act in
                        ConflictSettlement(
                            act: act, at: moment(9), by: oddText,
                            before: ConflictSettlement.Before(
                                key: act == .accept ? nil : second, registration: .pending,
                                holder: act == .swap ? ReceiverID(rawValue: 3) : nil,
                                split: act == .split ? ReceiverID(rawValue: 4) : nil))
                    }
                    var written = expected
                    (written.receiver, written.openedAt) = (ReceiverID(rawValue: 99), moment(77))
                    try await store.write { [written] (store) throws(StoreError) in try store.update(written) }
                    #expect(try await store.conflict(opened.id) == expected)
                }
            }
            #expect(try await store.conflict(IdentityConflictID(rawValue: 99)) == nil)
            await store.refuses(.notFound) { store in
                _ = try await store.open(
                    IdentityConflictDraft(
                        receiver: ReceiverID(rawValue: 99), kind: .newKey, facts: bare, openedAt: moment(0)))
            }
            await store.refuses(.notFound) { store in
                try await store.write { (store) throws(StoreError) in
                    try store.update(
                        IdentityConflict(
                            id: IdentityConflictID(rawValue: 99), receiver: receiver.id, kind: .newKey, facts: bare,
                            openedAt: moment(0), frames: 1))
                }
            }
        },
        StorePromise("conflicts are paged with the newest first, open or not, and narrowed to projects") { store in
            let receivers = try await store.register(1, 2, 3)
            let facts = IdentityConflict.Facts(shownKey: try digest(1), liveKey: nil, lastShownAt: moment(1))
            let ids = try await store.write { (store) throws(StoreError) in
                for (receiver, project) in zip(receivers, [1, 2] as [Int64]) {
                    var owned = receiver
                    owned.project = ProjectID(rawValue: project)
                    try store.update(owned)
                }
                var ids: [IdentityConflictID] = []
                for number in [0, 1, 2, 0, 1] {
                    var opened = try store.open(
                        IdentityConflictDraft(
                            receiver: receivers[number].id, kind: .newKey, facts: facts, openedAt: moment(2)))
                    ids.append(opened.id)
                    guard ids.count < 3 else { continue }
                    opened.settlement = ConflictSettlement(
                        act: .accept, at: moment(3), by: "", before: .init(key: nil, registration: .accepted))
                    try store.update(opened)
                }
                return ids
            }
            try await store.read { (store) throws(StoreError) in
                func found(
                    _ projects: Set<Int64>? = nil, isOpen: Bool? = nil, before: Int? = nil, limit: Int = 9
                ) throws(StoreError) -> [Int] {
                    let filter = IdentityConflictFilter(
                        projects: projects.map { Set($0.map(ProjectID.init(rawValue:))) }, isOpen: isOpen)
                    return try store.identityConflicts(
                        matching: filter, before: before.map { ids[$0] }, limit: limit
                    ).map(\.id).compactMap(ids.firstIndex)
                }
                #expect(try found() == [4, 3, 2, 1, 0])
                #expect(try found(isOpen: true) == [4, 3, 2])
                #expect(try found(isOpen: false) == [1, 0])
                #expect(try found(before: 3, limit: 2) == [2, 1])
                #expect(try found([1, 2]) == [4, 3, 1, 0])
                #expect(try found([1, 2], before: 4, limit: 2) == [3, 1])
                #expect(try found([2], isOpen: true) == [4])
                #expect(try found([]) == [])
                #expect(try store.identityConflicts(of: receivers[0].id).map(\.id) == [ids[3], ids[0]])
            }
        },
        StorePromise("what was known of a pending receiver goes with it when it is forgotten") { store in
            let draft = ReceiverDraft(
                serial: try serial(1), registration: .pending, key: try digest(1), registeredAt: moment(0))
            let facts = IdentityConflict.Facts(shownKey: try digest(2), liveKey: nil, lastShownAt: moment(1))
            let receiver = try await store.write { (store) throws(StoreError) in
                let receiver = try store.register(draft)
                _ = try store.open(
                    IdentityConflictDraft(receiver: receiver.id, kind: .newKey, facts: facts, openedAt: moment(2)))
                try store.forgetPending([draft.serial])
                return receiver
            }
            #expect(try await store.keys(of: receiver.id).isEmpty)
            let conflicts = try await store.read { (store) throws(StoreError) in
                try store.identityConflicts(matching: IdentityConflictFilter(), before: nil, limit: 9)
            }
            #expect(conflicts.isEmpty)
        },
    ]
}

extension Store {
    fileprivate func keys(of receiver: ReceiverID) async throws(StoreError) -> [ReceiverKey] {
        try await read { (store) throws(StoreError) in try store.keys(of: receiver) }
    }

    fileprivate func open(_ draft: IdentityConflictDraft) async throws(StoreError) -> IdentityConflict {
        try await write { (store) throws(StoreError) in try store.open(draft) }
    }

    fileprivate func conflict(_ id: IdentityConflictID) async throws(StoreError) -> IdentityConflict? {
        try await read { (store) throws(StoreError) in try store.identityConflict(id) }
    }
}
