// SPDX-License-Identifier: Apache-2.0

/// A target to which stored frames are forwarded, with how far that has come.
public struct Forward: Sendable, Hashable {
    /// Its row.
    public var id: ForwardID
    /// What people call it.
    public var name: ForwardName
    /// Where to, and which frames.
    public var target: ForwardTarget
    /// How far it has come.
    public var progress: ForwardProgress
    /// What shows who may go on with it.
    public var lease: ForwardLease
    /// Until when it is lent; nothing where it is lent to nobody.
    public var leasedUntil: Timestamp?
    /// Who has it, or had it last.
    public var worker: String?
    /// When it was added.
    public var createdAt: Timestamp

    /// A forward of these parts.
    public init(
        id: ForwardID, name: ForwardName, target: ForwardTarget, progress: ForwardProgress, lease: ForwardLease,
        leasedUntil: Timestamp?, worker: String?, createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.target = target
        self.progress = progress
        self.lease = lease
        self.leasedUntil = leasedUntil
        self.worker = worker
        self.createdAt = createdAt
    }

    /// Whether somebody may claim it at a moment: it runs, nobody has it, and its pause after a failure is over.
    public func isDue(at now: Timestamp) -> Bool {
        progress.state == .running && (leasedUntil ?? now) <= now && progress.breaker.mayTry(at: now)
    }
}

/// How far a forward has come: what its worker writes down after each step.
public struct ForwardProgress: Sendable, Hashable {
    /// Whether it goes on.
    public var state: ForwardState
    /// The last frame that was passed on or passed over; all frames stored later are still to come.
    public var cursor: FrameID
    /// How its target fares.
    public var breaker: CircuitBreaker
    /// What went wrong the last time, until it works again.
    public var error: String?

    /// A progress of these parts.
    public init(
        state: ForwardState = .running, cursor: FrameID, breaker: CircuitBreaker = CircuitBreaker(),
        error: String? = nil
    ) {
        self.state = state
        self.cursor = cursor
        self.breaker = breaker
        self.error = error
    }
}

/// Whether a forward goes on.
public enum ForwardState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It goes on.
    case running
    /// A person halted it.
    case paused
    /// Its target said that it is gone for good.
    case disabled
}

/// Identifies a forward in one store.
public struct ForwardID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The forward of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was added before another.
    public static func < (lhs: ForwardID, rhs: ForwardID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Shows that a worker holds a forward.
///
/// The number grows each time the forward is lent out, and whenever a person steers it: a worker that was overtaken by
/// either holds a lease that counts for nothing. No clock is needed to tell.
public struct ForwardLease: Sendable, Hashable {
    /// The forward.
    public var forward: ForwardID
    /// How often it was lent out or steered.
    public var number: Int64

    /// The lease of a forward with a number.
    public init(forward: ForwardID, number: Int64) {
        self.forward = forward
        self.number = number
    }
}
