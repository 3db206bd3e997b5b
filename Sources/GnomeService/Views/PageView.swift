// SPDX-License-Identifier: Apache-2.0

/// A page of a list.
public struct PageView<Item: Sendable & Codable, Cursor: Sendable & Codable>: Sendable, Codable {
    /// What stands on it.
    public var items: [Item]
    /// Where to go on; nothing where there is no more.
    public var next: Cursor?

    /// A page of these parts.
    public init(items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }
}
