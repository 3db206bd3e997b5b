// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("A limit of a rate")
struct RateLimitTests {
    private static let limit = RateLimit(burst: 3, interval: .seconds(10))
    private static func at(_ second: Int64) -> Timestamp { Timestamp(seconds: 1_777_636_800 + second) }

    @Test("lets a burst pass, then one in each interval, and a burst again after a rest")
    func passes() {
        var due = Timestamp(microseconds: 0)
        let waits: [(Int64, Duration)] = [
            (0, .zero), (0, .zero), (0, .zero), (0, .seconds(10)), (4, .seconds(6)), (10, .zero), (10, .seconds(10)),
            (20, .zero), (100, .zero), (100, .zero), (100, .zero), (100, .seconds(10)),
        ]
        for (second, wait) in waits { #expect(Self.limit.pass(&due, at: Self.at(second)) == wait, "\(second)") }
    }

    @Test("keeps nobody longer than the whole of it, wherever the clock goes")
    func clock() {
        var due = Self.at(1_000_000)
        #expect(Self.limit.pass(&due, at: Self.at(0)) == .seconds(10))
        #expect(Self.limit.pass(&due, at: Self.at(1_000_000)) == .zero)
    }
}
