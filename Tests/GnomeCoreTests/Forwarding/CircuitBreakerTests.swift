// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("The circuit breaker of a target")
struct CircuitBreakerTests {
    private let policy = CircuitBreaker.Policy(
        threshold: 3, waits: RetryPolicy(attempts: .max, bounds: .seconds(1) ... .seconds(10)))
    private let noon = Timestamp(seconds: 1_777_636_800)

    @Test("one that never failed lets everything through")
    func fresh() {
        let breaker = CircuitBreaker()
        #expect(breaker.mayTry(at: noon))
        #expect(breaker.state(at: noon, by: policy) == .closed)
    }

    @Test("it opens with the third failure in a row, is half open when its pause is over, and closes with a success")
    func opens() throws {
        var breaker = CircuitBreaker()
        var now = noon
        for failure in 1...5 {
            breaker.fail(at: now, random: 1, by: policy)
            #expect(!breaker.mayTry(at: now))
            #expect(breaker.state(at: now, by: policy) == (failure < 3 ? .closed : .open))
            now = try #require(breaker.retryAt)
            #expect(breaker.mayTry(at: now))
            #expect(breaker.state(at: now, by: policy) == (failure < 3 ? .closed : .halfOpen))
        }
        breaker.succeed()
        #expect(breaker == CircuitBreaker())
    }

    @Test(
        "its pauses double up to the longest, and are a random part of that",
        arguments: zip([1, 2, 3, 4, 5, 60], [1.0, 2, 4, 8, 10, 10]))
    func pauses(failures: Int, seconds: Double) {
        for (random, share) in [(0.0, 0.0), (0.25, 0.25), (1, 1), (7, 1), (-1, 0)] {
            var breaker = CircuitBreaker(failures: failures - 1)
            breaker.fail(at: noon, random: random, by: policy)
            #expect(breaker.failures == failures)
            #expect(breaker.retryAt == noon.advanced(by: .seconds(seconds * share)))
        }
    }

    @Test("a target that asks for time gets at least that")
    func wanted() {
        var breaker = CircuitBreaker()
        breaker.fail(at: noon, random: 1, by: policy, wanted: .seconds(90))
        #expect(breaker.retryAt == noon.advanced(by: .seconds(90)))
        breaker.fail(at: noon, random: 1, by: policy, wanted: .seconds(-5))
        #expect(breaker.retryAt == noon.advanced(by: .seconds(2)))
    }
}
