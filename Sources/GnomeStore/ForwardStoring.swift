// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the forwards.
public protocol ForwardReading {
    /// All forwards, in the order of their names.
    func forwards() throws(StoreError) -> [Forward]
    /// One forward; nothing where there is none of that name.
    func forward(named name: ForwardName) throws(StoreError) -> Forward?
}

/// Changes the forwards.
public protocol ForwardWriting {
    /// Adds a forward.
    ///
    /// - Throws: `conflict` where there is one of that name.
    func add(_ draft: ForwardDraft) throws(StoreError) -> Forward
    /// Takes a forward away; what it had not passed on is not passed on.
    ///
    /// - Throws: `notFound` where there is none of that name.
    func remove(forwardNamed name: ForwardName) throws(StoreError)
    /// Makes a forward go on from elsewhere, or halt: whoever holds it loses it.
    ///
    /// - Throws: `notFound` where there is none of that name.
    func steer(forwardNamed name: ForwardName, to progress: ForwardProgress) throws(StoreError)
    /// Lends a forward to a worker.
    ///
    /// - Parameters:
    ///   - id: The forward.
    ///   - now: The moment at which it must be due: running, lent to nobody, and its pause over.
    ///   - leaseEnd: When others may claim it again.
    ///   - worker: Who gets it, for people who look.
    /// - Returns: The forward with the new lease; nothing where it is not due, or gone.
    func claimForward(
        _ id: ForwardID, at now: Timestamp, until leaseEnd: Timestamp, by worker: String
    ) throws(StoreError) -> Forward?
    /// Writes down how far a forward has come.
    ///
    /// - Parameters:
    ///   - progress: How far.
    ///   - lease: What shows that the caller holds it.
    ///   - leaseEnd: When others may claim it; nothing to give it back.
    /// - Throws: `conflict` where the lease counts for nothing any more.
    func record(_ progress: ForwardProgress, by lease: ForwardLease, until leaseEnd: Timestamp?) throws(StoreError)
}

/// A forward that is to be added.
public struct ForwardDraft: Sendable, Hashable {
    /// What people call it.
    public var name: ForwardName
    /// Where to, and which frames.
    public var target: ForwardTarget
    /// After which frame it begins.
    public var cursor: FrameID
    /// When it is added.
    public var createdAt: Timestamp

    /// A draft of these parts.
    public init(name: ForwardName, target: ForwardTarget, cursor: FrameID, createdAt: Timestamp) {
        self.name = name
        self.target = target
        self.cursor = cursor
        self.createdAt = createdAt
    }
}
