// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("Waiting between attempts")
struct BackoffTests {
    /// The longest waits in a row, as if chance always wanted the most.
    private func bounds(
        _ uptimes: [Duration], _ range: ClosedRange<Duration> = .seconds(1)...(.seconds(60))
    ) -> [Duration] {
        struct Highest: RandomNumberGenerator { mutating func next() -> UInt64 { .max } }
        var highest = Highest()
        var backoff = Backoff(range)
        return uptimes.map { backoff.next(after: $0, using: &highest) }
    }

    @Test("The bound doubles with each failure, and stops at the longest wait")
    func doubles() {
        let waits = bounds(Array(repeating: .zero, count: 200)).map { Int($0.components.seconds) }
        #expect(waits.prefix(8) == [1, 2, 4, 8, 16, 32, 60, 60])
        #expect(waits.last == 60)
    }

    @Test("It begins anew after things went well for longer than the longest wait, and not after less")
    func recovers() {
        #expect(bounds([.zero, .zero, .seconds(60), .seconds(61)]) == [1, 2, 4, 1].map { .seconds($0) })
    }

    @Test("Waits are spread from zero to the bound")
    func spread() {
        var generator = SplitMix(seed: 3)
        var backoff = Backoff(.seconds(8)...(.seconds(8)))
        let waits = (0..<1_000).map { _ in backoff.next(after: .zero, using: &generator) }
        #expect(waits.allSatisfy { $0 >= .zero && $0 <= .seconds(8) })
        for eighth in 0..<8 {
            let share = waits.count { Int($0.components.seconds) == eighth }
            #expect((75...175).contains(share), "of eighth \(eighth)")
        }
    }
}
