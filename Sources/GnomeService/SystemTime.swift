// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore

/// The clock and the waiting of this machine, for programs; services and rules take both as arguments.
public enum SystemTime {
    /// What the clock of this machine says.
    public static let now: @Sendable () -> Timestamp = {
        Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000))
    }

    /// Waits, or throws when cancelled.
    public static let pause: @Sendable (Duration) async throws(CancellationError) -> Void = {
        (duration) throws(CancellationError) in
        do { try await Task.sleep(for: duration) } catch { throw CancellationError() }
    }
}
