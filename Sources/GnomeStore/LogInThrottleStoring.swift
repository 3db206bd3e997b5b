// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads how often wrong passwords were tried.
public protocol LogInThrottleReading {
    /// What was counted for a subject, such as an account or an address; an empty throttle where nothing was.
    func logInThrottle(of subject: String) throws(StoreError) -> LogInThrottle
}

/// Changes how often wrong passwords were tried.
public protocol LogInThrottleWriting {
    /// Keeps what was counted for a subject; of an empty throttle nothing is kept.
    func setLogInThrottle(_ throttle: LogInThrottle, of subject: String) throws(StoreError)
    /// Forgets the subjects whose last failure was before a moment.
    ///
    /// - Returns: How many.
    @discardableResult
    func forgetLogInThrottles(lastFailedBefore moment: Timestamp) throws(StoreError) -> Int
}
