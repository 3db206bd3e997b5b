// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts that are told once or several times, of which the last stands.
final class Counter: Sendable {
    private let counts = Mutex<[Int: Int]>([:])

    func set(_ place: Int, _ count: Int) { counts.withLock { $0[place] = count } }

    var sum: Int { counts.withLock { $0.values.reduce(0, +) } }
}
