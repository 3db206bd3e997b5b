// SPDX-License-Identifier: Apache-2.0

/// What some stores can do and others can't; a backend says of itself which it has.
public enum StoreCapability: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// What was written is there when the store is opened again.
    case durability
    /// Months of single observations lie apart and are dropped at once.
    case wholeMonths

    /// What it says of a store, in a few words.
    public var description: String {
        switch self {
        case .durability: "durability: what was written is there when the store is opened again"
        case .wholeMonths: "whole months: single observations lie apart by month, and a month is dropped at once"
        }
    }
}
