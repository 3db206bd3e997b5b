// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts how often things happen.
final class Counter: Sendable {
    private let counts = Mutex<[Int: Int]>([:])

    func add(_ place: Int) { counts.withLock { $0[place, default: 0] += 1 } }

    var sum: Int { counts.withLock { $0.values.reduce(0, +) } }
}
