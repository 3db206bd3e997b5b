// SPDX-License-Identifier: Apache-2.0

/// Moves everything that a store holds into another one, in whichever database, and proves that it is the same there.
///
/// ```swift
/// let move = StoreMove(from: StoreAddress("gnome.db"), to: StoreAddress("postgres://gnome@db.example.org/gnome"))
/// let outcome = try await move.run()
/// print(outcome.unequal)  // []
/// ```
///
/// The source is only read. A move that was ended, however that happened, goes on where it was when it is run again.
public struct StoreMove: Sendable {
    /// Where everything is.
    public let source: StoreAddress
    /// Where it is to be.
    public let target: StoreAddress

    /// A move from one store to another.
    public init(from source: StoreAddress, to target: StoreAddress) {
        self.source = source
        self.target = target
    }

    /// What a move came to.
    public struct Outcome: Sendable, Hashable {
        /// How many rows this run moved.
        public let moved: Int
        /// What the source holds.
        public let source: StoreDigest
        /// What the target holds.
        public let target: StoreDigest

        /// The tables that are not the same in both; empty where the move succeeded.
        public var unequal: [String] {
            zip(source.tables, target.tables).filter { $0 != $1 }.map(\.0.name)
        }
    }

    /// Moves what is not there yet, then reads both stores from their beginning to their end and compares them.
    ///
    /// Nobody can write either of them meanwhile: the lock of those who write is held.
    ///
    /// - Parameter progress: Told from time to time how far it has come, on a thread of its own.
    /// - Returns: What both hold. Whoever relies on the target looks whether they are equal.
    /// - Throws: `conflict` where the target holds something else, which is left as it was; `locked` or `busy` where somebody
    ///   writes one of them; `notFound`, `schema` or `corrupt` where one of them is no store of this version; `unavailable`
    ///   where one can't be read or written.
    public func run(
        progress: @escaping @Sendable (StoreMoveProgress) -> Void = { _ in }
    ) async throws(StoreError) -> Outcome {
        try await run(progress: progress) { (_) throws(StoreError) in }
    }

    /// Moves what is not there yet, and asks after each page, with the count of those, whether to go on.
    func run(
        progress: @escaping @Sendable (StoreMoveProgress) -> Void = { _ in },
        afterPage: (_ pages: Int) throws(StoreError) -> Void
    ) async throws(StoreError) -> Outcome {
        guard source != target else { throw StoreError(.conflict, "The store can't be moved to where it is.") }
        return try await source.open(for: .readWrite).lent { (from) throws(StoreError) in
            try await target.openOrMake().lent { (to) throws(StoreError) in
                let run = StoreMoveRun(
                    from: from, to: to, dialects: (source.dialect, target.dialect), progress: progress)
                return try await run.run(afterPage: afterPage)
            }
        }
    }
}
