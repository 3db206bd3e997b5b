// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the keys of receivers, and the conflicts about who is who.
public protocol IdentityReading {
    /// The keys that a receiver has and had, in the order in which they became the live one.
    func keys(of receiver: ReceiverID) throws(StoreError) -> [ReceiverKey]
    /// The receivers that have a key or had it, in the order of registration.
    func receivers(withKey digest: KeyDigest) throws(StoreError) -> [Receiver]
    /// One conflict; nothing where there is none.
    func identityConflict(_ id: IdentityConflictID) throws(StoreError) -> IdentityConflict?
    /// The conflicts of a receiver, the newest first.
    func identityConflicts(of receiver: ReceiverID) throws(StoreError) -> [IdentityConflict]
    /// A page of the conflicts, the newest first.
    ///
    /// - Parameters:
    ///   - filter: Which conflicts.
    ///   - before: Only such as were opened before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    func identityConflicts(
        matching filter: IdentityConflictFilter, before: IdentityConflictID?, limit: Int
    ) throws(StoreError) -> [IdentityConflict]
}

/// Changes the keys of receivers, and the conflicts about who is who.
public protocol IdentityWriting {
    /// Makes a key the live one of a receiver; the one before ends, and its history stays.
    ///
    /// Where it is the live one already, nothing happens.
    ///
    /// - Parameters:
    ///   - digest: The key; nothing leaves the receiver without one.
    ///   - receiver: The receiver.
    ///   - moment: When.
    ///   - ending: How the key before ends.
    /// - Throws: `notFound` where there is no such receiver.
    func setKey(
        _ digest: KeyDigest?, of receiver: ReceiverID, at moment: Timestamp, ending: ReceiverKey.Ending
    ) throws(StoreError)
    /// Opens a conflict.
    ///
    /// - Throws: `notFound` where there is no such receiver.
    func open(_ draft: IdentityConflictDraft) throws(StoreError) -> IdentityConflict
    /// Writes back a conflict that was read in the same transaction. Its id, receiver and opening never change.
    ///
    /// - Throws: `notFound` where there is none.
    func update(_ conflict: IdentityConflict) throws(StoreError)
}

/// A conflict that is to be opened.
public struct IdentityConflictDraft: Sendable, Hashable {
    /// The receiver whose serial the newcomer names.
    public var receiver: ReceiverID
    /// What does not fit.
    public var kind: IdentityConflict.Kind
    /// What was seen.
    public var facts: IdentityConflict.Facts
    /// When it is opened.
    public var openedAt: Timestamp

    /// A draft of these parts.
    public init(
        receiver: ReceiverID, kind: IdentityConflict.Kind, facts: IdentityConflict.Facts, openedAt: Timestamp
    ) {
        self.receiver = receiver
        self.kind = kind
        self.facts = facts
        self.openedAt = openedAt
    }
}

/// Which conflicts are meant; what is not said lets all through.
public struct IdentityConflictFilter: Sendable, Hashable {
    /// Their receiver belongs to one of these; nothing for all.
    public var projects: Set<ProjectID>?
    /// Whether they are open still; nothing for both.
    public var isOpen: Bool?

    /// A filter of these parts.
    public init(projects: Set<ProjectID>? = nil, isOpen: Bool? = nil) {
        self.projects = projects
        self.isOpen = isOpen
    }
}
