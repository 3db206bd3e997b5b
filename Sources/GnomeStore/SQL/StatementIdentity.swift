// SPDX-License-Identifier: Apache-2.0
// Bridge file: reads the address of a literal.

/// Tells statements apart by where their literals lie: equal for two uses of one literal, whatever it says.
struct StatementIdentity: Hashable {
    private let address: UInt

    init(_ statement: StaticString) { address = unsafe UInt(bitPattern: statement.utf8Start) }
}
