// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func logInThrottle(of subject: String) -> LogInThrottle {
        tables.logInThrottles[ExactText(subject)] ?? LogInThrottle()
    }

    func setLogInThrottle(_ throttle: LogInThrottle, of subject: String) {
        tables.logInThrottles[ExactText(subject)] = throttle.failures > 0 ? throttle : nil
    }

    func forgetLogInThrottles(lastFailedBefore moment: Timestamp) -> Int {
        let before = tables.logInThrottles.count
        tables.logInThrottles = tables.logInThrottles.filter { $0.value.lastFailure >= moment }
        return before - tables.logInThrottles.count
    }
}
