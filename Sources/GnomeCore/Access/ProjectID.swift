// SPDX-License-Identifier: Apache-2.0

/// Identifies a project in one store.
public struct ProjectID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The project of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was made before another.
    public static func < (lhs: ProjectID, rhs: ProjectID) -> Bool { lhs.rawValue < rhs.rawValue }
}
