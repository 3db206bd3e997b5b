// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Pauses between attempts")
struct DoublingPauseTests {
    @Test(
        "each is twice as long as the one before, and none is longer than the bound",
        arguments: [
            (Duration.milliseconds(100), Duration.milliseconds(350), [100, 200, 350, 350]),
            (.milliseconds(1), .milliseconds(8), [1, 2, 4, 8, 8]), (.seconds(5), .seconds(1), [1000, 1000]),
            (.zero, .seconds(1), [0, 0]),
        ] as [(Duration, Duration, [Int])])
    func doubles(first: Duration, longest: Duration, expected: [Int]) {
        var pauses = DoublingPause(from: first, upTo: longest)
        #expect(expected.map { _ in pauses.next() } == expected.map { .milliseconds($0) })
    }
}
