// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Brings events to the target of one forward.
public protocol ForwardCarrier: Sendable {
    /// Keeps up what it needs, such as a connection, until the task is cancelled; there may be nothing to keep up.
    func run() async

    /// Brings events to the target, in their order.
    ///
    /// It bounds its own waiting, far below the lease of a forward, and ends soon when the task is cancelled.
    func carry(_ events: [ForwardEvent]) async -> Carried
}

extension ForwardCarrier {
    /// There is nothing to keep up.
    public func run() async {}
}

/// How far events were brought.
public struct Carried: Sendable, Hashable {
    /// How many have arrived, counted from the first; of those behind, some may have.
    public var count: Int
    /// Why the next one has not, if there is one.
    public var failure: ForwardFailure?

    /// What has arrived, and why not all.
    public init(count: Int, failure: ForwardFailure? = nil) {
        self.count = count
        self.failure = failure
    }
}

/// Why an event did not arrive.
public struct ForwardFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What to do about it.
    public enum Kind: String, Sendable, Hashable {
        /// The target is away, or wrongly set up: the same events are tried again later.
        case away
        /// The target can't take these events, however often they come.
        case refused
        /// The target says that it is gone for good.
        case gone
    }

    /// What to do about it.
    public var kind: Kind
    /// One sentence for people: no secret and no payload in it.
    public var message: String
    /// How long the target asked not to be asked again.
    public var retryAfter: Duration?

    /// A failure of these parts.
    public init(_ kind: Kind, _ message: String, retryAfter: Duration? = nil) {
        self.kind = kind
        self.message = message
        self.retryAfter = retryAfter
    }

    /// The sentence.
    public var description: String { message }
}
