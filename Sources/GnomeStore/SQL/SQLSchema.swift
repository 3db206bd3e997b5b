// SPDX-License-Identifier: Apache-2.0

/// The tables of the store, as the steps that made them.
struct SQLSchema: Sendable {
    /// Makes the table `schema_steps` (`number`, `name`, `digest`, `applied_at`) where it is missing.
    let ledger: [StaticString]
    /// All steps, in the order of their numbers, which begin with 1.
    let steps: [Step]

    /// One change of the tables.
    ///
    /// Once released, it is never edited: the next change is a new step.
    struct Step: Sendable {
        /// What it brings, in a word or two.
        let name: String
        /// Its statements, in order.
        let statements: [StaticString]
        /// The tables that have fewer rows after it, and are meant to.
        var tablesLosingRows: Set<String> = []
        /// What SQL can't do, after the statements.
        var work: (@Sendable (any SQLConnection) throws(StoreError) -> Void)?

        /// A fingerprint of the statements.
        ///
        /// FNV-1a, 64 bits: it notices a step that was edited by mistake, and is no defence against anybody who means to.
        var digest: String {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for statement in statements {
                for byte in "\(statement);".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            }
            return String(hash, radix: 16)
        }
    }
}
