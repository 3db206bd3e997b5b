// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GnomeStore
import Synchronization

/// Makes and checks hashes of passwords, a few at once: each takes much memory and time on purpose, and whoever asks for many
/// must not get all of both.
public final class PasswordHasher: Sendable {
    /// What a hash costs.
    public struct Cost: Sendable, Hashable {
        let cost: PasswordHash.Cost
        /// Two passes over 64 MiB, which whoever logs in hardly notices (ASVS 5.0, appendix C).
        public static let usual = Cost(cost: PasswordHash.Cost(passes: 2, memory: 64 << 20))
        /// As little as there can be: only for tests.
        public static let least = Cost(cost: PasswordHash.Cost(passes: 1, memory: 8192))
    }

    /// How many are made at once.
    public static let lanes = 2

    private let cost: PasswordHash.Cost
    private let limit: Int
    private let queues = (0..<lanes).map { DispatchQueue(label: "gnome-password-\($0)") }
    /// How many each lane has to do.
    private let loads = Mutex([Int](repeating: 0, count: lanes))
    private let state = Mutex(Tally())

    /// What was done so far, for whoever watches how much is asked.
    public struct Tally: Sendable, Hashable {
        /// How many hashes were made, to keep them or to hold a password against one.
        public internal(set) var hashes = 0
        /// How many at the same time at most: each takes as much memory as its cost says.
        public internal(set) var mostAtOnce = 0
        fileprivate var busy = 0
    }

    /// What was done so far.
    public var tally: Tally { state.withLock { $0 } }

    /// A hasher.
    ///
    /// - Parameters:
    ///   - cost: What a hash costs.
    ///   - limit: No more than so many may be in work or wait.
    public init(cost: Cost = .usual, limit: Int = 16) {
        self.cost = cost.cost
        self.limit = limit
    }

    /// The hash of a new password.
    ///
    /// - Throws: `unavailable` where too many others wait, or there is no memory.
    func hash(_ password: String) async throws(StoreError) -> String {
        let cost = cost
        guard let hash = try await run({ PasswordHash.make(password, cost) }) else { throw .noRoomToHash }
        return hash
    }

    /// Whether a password is the one of a hash; without one it is not, which takes just as long to find out.
    ///
    /// - Throws: `unavailable` where too many others wait.
    func isRight(_ password: String, hash: String?) async throws(StoreError) -> Bool {
        let cost = cost
        return try await run {
            guard let hash else {
                _ = PasswordHash.make(password, cost)
                return false
            }
            return PasswordHash.isRight(password, hash: hash)
        }
    }

    /// Whether a hash was made at another cost than new ones are.
    func isOutdated(_ hash: String) -> Bool { !PasswordHash.isOf(cost, hash: hash) }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws(StoreError) -> Value {
        let lane = loads.withLock { loads -> Int? in
            guard loads.reduce(0, +) < limit, let lane = loads.indices.min(by: { loads[$0] < loads[$1] }) else {
                return nil
            }
            loads[lane] += 1
            return lane
        }
        guard let lane else { throw .noRoomToHash }
        defer { loads.withLock { $0[lane] -= 1 } }
        return await withCheckedContinuation { continuation in
            queues[lane].async {
                self.state.withLock { tally in
                    tally.busy += 1
                    tally.mostAtOnce = max(tally.mostAtOnce, tally.busy)
                }
                let value = work()
                self.state.withLock { tally in
                    tally.busy -= 1
                    tally.hashes += 1
                }
                continuation.resume(returning: value)
            }
        }
    }
}

extension StoreError {
    fileprivate static var noRoomToHash: StoreError {
        StoreError(.unavailable, "Too many people log in at this moment; try again in a moment.")
    }
}
