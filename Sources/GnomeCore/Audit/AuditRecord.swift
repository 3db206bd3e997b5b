// SPDX-License-Identifier: Apache-2.0

/// An entry of the audit at its place in the chain.
public struct AuditRecord: Sendable, Hashable {
    /// What stands before the first record: 32 zeros.
    public static let firstLink = [UInt8](repeating: 0, count: 32)

    /// Its place: 1, 2, 3… without a hole.
    public var number: Int64
    /// What was written down.
    public var entry: AuditEntry
    /// What binds it to its place and to all records before it: 32 bytes.
    public var link: [UInt8]

    /// A record of these parts.
    public init(number: Int64, entry: AuditEntry, link: [UInt8]) {
        self.number = number
        self.entry = entry
        self.link = link
    }

    /// The record of an entry behind another.
    ///
    /// - Parameters:
    ///   - entry: What is to be written down.
    ///   - last: The record before it; nothing for the first.
    ///   - hash: SHA-256.
    public init(_ entry: AuditEntry, after last: AuditRecord?, hash: (_ material: [UInt8]) -> [UInt8]) {
        let number = (last?.number ?? 0) + 1
        let link = hash(entry.linkMaterial(number: number, after: last?.link ?? Self.firstLink))
        self.init(number: number, entry: entry, link: link)
    }

    /// Whether it is what was written behind another record.
    ///
    /// - Parameters:
    ///   - last: The record before it; nothing for the first.
    ///   - hash: SHA-256.
    public func follows(_ last: AuditRecord?, hash: (_ material: [UInt8]) -> [UInt8]) -> Bool {
        self == AuditRecord(entry, after: last, hash: hash)
    }
}
