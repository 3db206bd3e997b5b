// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the quarantine.
public protocol QuarantineReading {
    /// One entry; nothing where there is none of that id.
    func quarantineEntry(_ id: QuarantineID) throws(StoreError) -> QuarantineEntry?
    /// The newest entries, newest first.
    ///
    /// - Parameters:
    ///   - before: Only entries that came before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    func quarantine(before: QuarantineID?, limit: Int) throws(StoreError) -> [QuarantineEntry]
    /// The entries of one serial that wait for one reason, oldest first.
    ///
    /// - Parameters:
    ///   - serial: The serial that they claim.
    ///   - reason: The reason that they wait for.
    ///   - after: Only entries that came after this one; nothing to begin with the oldest.
    ///   - limit: At most so many.
    func quarantine(
        of serial: Serial, reason: QuarantineReason, after: QuarantineID?, limit: Int
    ) throws(StoreError) -> [QuarantineEntry]
    /// The entries of one claimed serial with the same content, whenever they came, in the order of arrival.
    ///
    /// - Parameters:
    ///   - content: A key made by `FrameKey.content(_:)`, without a moment.
    ///   - serial: The claimed serial; nothing for entries without one.
    ///   - newest: Only among so many numbers up to the entry that came last, of which some may be gone.
    func quarantine(
        withContent content: FrameKey, of serial: Serial?, amongNewest newest: Int
    ) throws(StoreError) -> [QuarantineID]
    /// How many entries wait, by reason.
    func quarantineCounts() throws(StoreError) -> [QuarantineReason: Int]
}

/// Changes the quarantine.
public protocol QuarantineWriting {
    /// Puts frames into quarantine, each once: an entry whose claimed serial, key and reason are there already is left out.
    ///
    /// - Returns: One element a draft, in order: the id of the new entry, or nothing for a repetition.
    func quarantine(_ drafts: [QuarantineDraft]) throws(StoreError) -> [QuarantineID?]
    /// Takes entries out, because they have found another place in the same transaction.
    func releaseFromQuarantine(_ ids: [QuarantineID]) throws(StoreError)
}

/// A frame that is to wait in quarantine.
public struct QuarantineDraft: Sendable, Hashable {
    /// Why it waits.
    public var reason: QuarantineReason
    /// What exactly was found.
    public var detail: String
    /// The serial it claims, where it claims a readable one.
    public var claimedSerial: Serial?
    /// What makes it the same message as another.
    public var key: FrameKey
    /// The frame as it came.
    public var frame: Frame

    /// A draft of these parts.
    public init(
        reason: QuarantineReason, detail: String, claimedSerial: Serial?, key: FrameKey, frame: Frame
    ) {
        self.reason = reason
        self.detail = detail
        self.claimedSerial = claimedSerial
        self.key = key
        self.frame = frame
    }
}
