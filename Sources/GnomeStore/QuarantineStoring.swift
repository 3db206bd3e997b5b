// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the quarantine.
public protocol QuarantineReading {
    /// Entries with their frames, in the order that was asked for; an id without an entry is missing from the answer.
    ///
    /// - Parameter ids: Few enough that all their bodies fit into memory.
    func quarantineEntries(_ ids: [QuarantineID]) throws(StoreError) -> [QuarantineEntry]
    /// The newest entries, newest first.
    ///
    /// - Parameters:
    ///   - filter: Which entries.
    ///   - before: Only entries that came before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    func quarantine(
        matching filter: QuarantineFilter, before: QuarantineID?, limit: Int
    ) throws(StoreError) -> [QuarantineSummary]
    /// The oldest entries, oldest first.
    ///
    /// - Parameters:
    ///   - filter: Which entries.
    ///   - after: Only entries that came after this one; nothing to begin with the oldest.
    ///   - limit: At most so many.
    func quarantine(
        matching filter: QuarantineFilter, after: QuarantineID?, limit: Int
    ) throws(StoreError) -> [QuarantineSummary]
    /// The entries of one claimed serial with the same content, whenever they came, in the order of arrival.
    ///
    /// - Parameters:
    ///   - content: A key made by `FrameKey.content(_:)`, without a moment.
    ///   - serial: The claimed serial; nothing for entries without one.
    ///   - newest: Only among so many numbers up to the entry that came last, of which some may be gone.
    func quarantine(
        withContent content: FrameKey, of serial: Serial?, amongNewest newest: Int
    ) throws(StoreError) -> [QuarantineID]
    /// The entries that drafts would repeat, one element a draft, in order; nothing for a new one.
    func quarantined(_ drafts: [QuarantineDraft]) throws(StoreError) -> [QuarantineID?]
    /// How much waits, by reason; a reason for which nothing waits is missing.
    ///
    /// It takes no longer the more waits: the sums are kept.
    func quarantineVolumes() throws(StoreError) -> [QuarantineReason: QuarantineVolume]
    /// How much waits in these accounts; an account in which nothing waits is missing.
    func quarantineVolumes(
        of accounts: [QuarantineAccount]
    ) throws(StoreError) -> [QuarantineAccount: QuarantineVolume]
    /// All that was ever dropped, the latest first.
    func quarantineDrops() throws(StoreError) -> [QuarantineDrop]
}

extension QuarantineReading {
    /// One entry; nothing where there is none of that id.
    public func quarantineEntry(_ id: QuarantineID) throws(StoreError) -> QuarantineEntry? {
        try quarantineEntries([id]).first
    }
}

/// Changes the quarantine.
public protocol QuarantineWriting {
    /// Puts frames into quarantine, each once: an entry whose claimed serial, key and reason are there already is left out.
    ///
    /// - Returns: One element a draft, in order: the id of the new entry, or nothing for a repetition.
    func quarantine(_ drafts: [QuarantineDraft]) throws(StoreError) -> [QuarantineID?]
    /// Takes entries out, because they have found another place, or are counted as dropped, in the same transaction.
    ///
    /// - Returns: How much was taken out, by reason.
    @discardableResult
    func releaseFromQuarantine(_ ids: [QuarantineID]) throws(StoreError) -> [QuarantineReason: QuarantineVolume]
    /// Adds to the counts of what was dropped.
    func count(_ drops: [QuarantineDrop]) throws(StoreError)
}

/// A frame that is to wait in quarantine.
public struct QuarantineDraft: Sendable, Hashable {
    /// The number that it had there before, where it goes back.
    public var id: QuarantineID?
    /// Why it waits.
    public var reason: QuarantineReason
    /// What exactly was found.
    public var detail: String
    /// The serial it claims, where it claims a readable one.
    public var claimedSerial: Serial?
    /// Whose room it takes.
    public var account: QuarantineAccount
    /// What makes it the same message as another.
    public var key: FrameKey
    /// The frame as it came.
    public var frame: Frame

    /// A draft of these parts.
    ///
    /// - Parameters:
    ///   - id: The number that it had there before, released in the same transaction; nothing for a new one.
    ///   - reason: Why it waits.
    ///   - detail: What exactly was found.
    ///   - claimedSerial: The serial it claims.
    ///   - account: Whose room it takes; that of its source where nothing is said.
    ///   - key: What makes it the same message as another.
    ///   - frame: The frame as it came.
    public init(
        id: QuarantineID? = nil, reason: QuarantineReason, detail: String, claimedSerial: Serial?,
        account: QuarantineAccount? = nil, key: FrameKey, frame: Frame
    ) {
        self.id = id
        self.reason = reason
        self.detail = detail
        self.claimedSerial = claimedSerial
        self.account = account ?? .source(of: frame)
        self.key = key
        self.frame = frame
    }

    /// How much room it takes.
    public var volume: QuarantineVolume { QuarantineVolume(ofBody: frame.body.count) }
}
