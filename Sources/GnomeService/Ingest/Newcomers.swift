// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// What the frames of one transaction tell about who is who: newcomers with a key that does not fit.
///
/// The conflicts of a receiver are read only where a key does not fit, or where one is held already.
struct Newcomers {
    /// How often two keys must have taken turns before it is no accident of the order in which frames came.
    private static let turns = 2

    private let store: any StoreWriter
    private var conflicts: [ReceiverID: [IdentityConflict]] = [:]
    private var changed: [IdentityConflictID: IdentityConflict] = [:]

    init(_ store: any StoreWriter) { self.store = store }

    /// The receiver that a split made of a newcomer under the same serial.
    func twin(of receiver: Receiver, with key: KeyDigest) throws(StoreError) -> Receiver? {
        try store.receivers(withKey: key).first {
            $0.id != receiver.id && $0.key == key && $0.serial.ofHardware == receiver.serial
        }
    }

    /// Writes down that a newcomer was heard.
    ///
    /// - Parameters:
    ///   - key: Its key.
    ///   - receiver: The receiver whose serial it names.
    ///   - moment: When.
    ///   - isCounted: Whether it came just now.
    /// - Returns: Whether anybody should be told: nobody has rejected it before.
    mutating func saw(
        _ key: KeyDigest, under receiver: Receiver, at moment: Timestamp, isCounted: Bool
    ) throws(StoreError) -> Bool {
        let known = try find(key, of: receiver.id)
        var conflict = if let known { known } else { try open(key, under: receiver, at: moment) }
        if isCounted {
            conflict.frames += 1
            if let own = conflict.facts.lastOwnAt, own >= conflict.facts.lastShownAt {
                conflict.facts.alternations += 1
                if conflict.facts.alternations >= Self.turns { conflict.kind = .twoPlaces }
            }
            conflict.facts.lastShownAt = max(moment, conflict.facts.lastShownAt)
        }
        change(conflict)
        return conflict.settlement == nil
    }

    /// Writes down that a receiver with newcomers under its serial was heard with its own key.
    mutating func sawOwn(_ receiver: Receiver, at moment: Timestamp) throws(StoreError) {
        for var conflict in try all(of: receiver.id) where conflict.settlement == nil {
            conflict.facts.lastOwnAt = max(moment, conflict.facts.lastOwnAt ?? moment)
            change(conflict)
        }
    }

    /// Writes what has changed.
    func keep() throws(StoreError) {
        for conflict in changed.values.sorted(by: { $0.id < $1.id }) { try store.update(conflict) }
    }

    private mutating func all(of receiver: ReceiverID) throws(StoreError) -> [IdentityConflict] {
        if let known = conflicts[receiver] { return known }
        let found = try store.identityConflicts(of: receiver)
        conflicts[receiver] = found
        return found
    }

    /// The conflict of a key that is open, or was settled by its rejection.
    private mutating func find(_ key: KeyDigest, of receiver: ReceiverID) throws(StoreError) -> IdentityConflict? {
        try all(of: receiver).first { $0.facts.shownKey == key && ($0.settlement?.act ?? .reject) == .reject }
    }

    private mutating func open(
        _ key: KeyDigest, under receiver: Receiver, at moment: Timestamp
    ) throws(StoreError) -> IdentityConflict {
        let other = try store.holder(of: key, besides: receiver.id)
        let wasOwn = try store.keys(of: receiver.id).contains { $0.digest == key }
        let opened = try store.open(
            IdentityConflictDraft(
                receiver: receiver.id, kind: other == nil ? .newKey : .knownKey,
                facts: IdentityConflict.Facts(
                    shownKey: key, liveKey: receiver.key, holder: other?.serial ?? (wasOwn ? receiver.serial : nil),
                    lastShownAt: moment),
                openedAt: moment))
        conflicts[receiver.id, default: []].insert(opened, at: 0)
        return opened
    }

    private mutating func change(_ conflict: IdentityConflict) {
        changed[conflict.id] = conflict
        guard let place = conflicts[conflict.receiver]?.firstIndex(where: { $0.id == conflict.id }) else { return }
        conflicts[conflict.receiver]?[place] = conflict
    }
}
