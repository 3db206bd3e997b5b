// SPDX-License-Identifier: Apache-2.0

/// What a store holds, as a count and a fingerprint of each table: equal for stores that hold the same, in whichever database.
///
/// It notices what went wrong by accident, and is no defence against anybody who means to deceive.
public struct StoreDigest: Sendable, Hashable {
    /// One table.
    public struct Table: Sendable, Hashable {
        /// What it is called.
        public let name: String
        /// How many rows it has.
        public private(set) var rows = 0
        private var sums: (first: UInt64, second: UInt64) = (0, 0)

        /// A table without rows.
        init(_ name: String) { self.name = name }

        /// Takes in a row; the order of rows does not matter.
        mutating func add(_ row: [SQLValue]) {
            let digest = RowDigest(row)
            rows += 1
            sums.first &+= digest.first
            sums.second &+= digest.second
        }

        /// The sums of the fingerprints of all rows, as 32 hexadecimal digits.
        public var digest: String {
            [sums.first, sums.second].map { sum in
                let digits = String(sum, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }
            .joined()
        }

        /// Whether two tables hold the same.
        public static func == (left: Table, right: Table) -> Bool {
            left.name == right.name && left.rows == right.rows && left.sums == right.sums
        }

        /// Takes in what makes two tables equal.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(rows)
            hasher.combine(sums.first)
            hasher.combine(sums.second)
        }
    }

    /// Every table of the store but the record of its steps.
    public let tables: [Table]
}

extension StoreAddress {
    /// Counts and fingerprints everything in a store, as it is at one moment, also beside a server that writes.
    ///
    /// - Parameter progress: Told from time to time how far it has come, on a thread of its own.
    /// - Throws: `notFound` where it is not there; `schema` where its tables are not those of this program; `corrupt` where it
    ///   is damaged or none of ours; `unavailable` where it can't be read.
    public func digest(
        progress: @escaping @Sendable (StoreMoveProgress) -> Void = { _ in }
    ) async throws(StoreError) -> StoreDigest {
        let driver = try await open(for: .readOnly)
        return try await driver.lent { (driver) throws(StoreError) in
            let total = try await driver.read { (connection) throws(StoreError) in try connection.rowTotal() }
            return try await driver.digest(progress: StoreMoveMeter(.comparing, of: total, progress))
        }
    }
}
