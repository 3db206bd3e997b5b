// SPDX-License-Identifier: Apache-2.0

/// How long somebody stays logged in (ASVS 5.0, 7.3): 30 minutes without a request, 12 hours in all.
public struct SessionLife: Sendable, Hashable {
    /// When they logged in.
    public var begun: Timestamp
    /// When they last asked for something.
    public var lastUsed: Timestamp

    /// After so long without a request it is over.
    public static let idle = Duration.seconds(30 * 60)
    /// After so long it is over in any case.
    public static let longest = Duration.seconds(12 * 3600)

    /// Uses are written down no more often than that: a page asks for many things at once.
    public static let grain = Duration.seconds(60)

    /// A session's life so far.
    public init(begun: Timestamp, lastUsed: Timestamp) {
        self.begun = begun
        self.lastUsed = lastUsed
    }

    /// Whether it still counts at a moment.
    public func isAlive(at now: Timestamp) -> Bool {
        begun.duration(to: now) < Self.longest && lastUsed.duration(to: now) < Self.idle
    }

    /// Whether a use at a moment is worth writing down.
    public func isWorthNoting(at now: Timestamp) -> Bool { lastUsed.duration(to: now) >= Self.grain }
}
