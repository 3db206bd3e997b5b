// SPDX-License-Identifier: Apache-2.0

/// Which entries of the quarantine are meant; what is not said lets all through.
public struct QuarantineFilter: Sendable, Hashable {
    /// The reason that they wait for.
    public var reason: QuarantineReason?
    /// The serial that they claim.
    public var serial: Serial?
    /// They came then or later.
    public var since: Timestamp?
    /// They came before then.
    public var until: Timestamp?

    /// A filter of these parts.
    public init(
        reason: QuarantineReason? = nil, serial: Serial? = nil, since: Timestamp? = nil, until: Timestamp? = nil
    ) {
        self.reason = reason
        self.serial = serial
        self.since = since
        self.until = until
    }

    /// All that waits.
    public static let all = QuarantineFilter()
}
