// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that many tasks count up.
final class Counter: Sendable {
    private let value = Atomic(0)

    /// Adds, and gives what was there before.
    func add(_ count: Int) -> Int { value.wrappingAdd(count, ordering: .relaxed).oldValue }
}
