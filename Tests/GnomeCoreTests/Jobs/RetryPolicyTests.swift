// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@Suite("Trying a failed job again")
struct RetryPolicyTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)
    private static let policy = RetryPolicy(attempts: 5, bounds: .seconds(10) ... .seconds(60))

    @Test(
        "the bound of the wait doubles with each failure up to the longest",
        arguments: [(1, 10), (2, 20), (3, 40), (4, 60), (5, 60), (60, 60), (Int.max, 60), (0, 10), (Int.min, 10)])
    func bound(attempt: Int, seconds: Int) {
        #expect(Self.policy.longestWait(afterAttempt: attempt) == .seconds(seconds))
    }

    @Test(
        "the random number picks the moment between now and the bound, and is held between 0 and 1",
        arguments: [(0.0, 0), (0.25, 5), (0.5, 10), (1, 20), (-1, 0), (2, 20), (.infinity, 20)] as [(Double, Int)])
    func jitter(random: Double, seconds: Int) {
        let decision = Self.policy.decision(afterAttempt: 2, failedAt: Self.noon, random: random)
        #expect(decision == .retry(at: Self.noon.advanced(by: .seconds(seconds))))
    }

    @Test("the last attempt that fails is the end", arguments: [(1, false), (4, false), (5, true), (6, true)])
    func end(attempt: Int, isDead: Bool) {
        let decision = Self.policy.decision(afterAttempt: attempt, failedAt: Self.noon, random: 1)
        #expect((decision == .dead) == isDead)
    }

    @Test("whatever the limits, no wait is negative or longer than the longest, and something is tried once")
    func odd() {
        var generator = SplitMix(seed: 1)
        for _ in 0..<1000 {
            let limits = [
                Int64.random(in: -9...1 << 40, using: &generator), .random(in: -9...1 << 40, using: &generator),
            ]
            .sorted()
            let policy = RetryPolicy(
                attempts: Int.random(in: -2...30, using: &generator),
                bounds: .seconds(limits[0]) ... .seconds(limits[1]))
            #expect(policy.attempts >= 1)
            for attempt in 1...40 {
                let wait = policy.longestWait(afterAttempt: attempt)
                #expect(wait >= .zero && wait <= max(.zero, .seconds(limits[1])))
                let random = Double.random(in: 0...1, using: &generator)
                guard
                    case .retry(let moment) = policy.decision(
                        afterAttempt: attempt, failedAt: Self.noon, random: random)
                else { continue }
                #expect(moment >= Self.noon && moment <= Self.noon.advanced(by: wait))
            }
        }
    }
}
