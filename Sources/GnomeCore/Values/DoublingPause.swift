// SPDX-License-Identifier: Apache-2.0

/// The pauses between attempts: each twice as long as the one before, up to a bound.
public struct DoublingPause: Sendable, Hashable {
    private var following: Duration
    private let longest: Duration

    /// Pauses of these lengths.
    ///
    /// - Parameters:
    ///   - first: How long the first is.
    ///   - longest: What none is longer than.
    public init(from first: Duration = .milliseconds(100), upTo longest: Duration = .milliseconds(6400)) {
        following = min(first, longest)
        self.longest = longest
    }

    /// The next pause.
    public mutating func next() -> Duration {
        defer { following = min(following * 2, longest) }
        return following
    }
}
