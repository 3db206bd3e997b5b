// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Shows the audit, and proves that nothing in it was changed or taken away.
public struct AuditService: Sendable {
    /// What came of proving the chain.
    public struct Verification: Sendable, Hashable, Codable {
        /// How many records follow from each other, from the first on.
        public var sound: Int64
        /// The number of the first record that does not follow, or that is missing; nothing where all do.
        public var broken: Int64?
        /// The link of the last sound record, in hexadecimal.
        ///
        /// Records at the end that are gone leave no gap. Whoever keeps this elsewhere with the number notices that too.
        public var link: String
    }

    private let store: any Store
    /// How many records are held at a time.
    private let stretch: Int

    /// A service over a store.
    public init(store: any Store) { self.init(store: store, stretch: 1000) }

    init(store: any Store, stretch: Int) {
        self.store = store
        self.stretch = stretch
    }

    /// The newest records, newest first.
    ///
    /// - Parameters:
    ///   - filter: Which records.
    ///   - before: Only records of lower numbers; nothing to begin with the newest.
    ///   - limit: At most so many.
    public func records(
        matching filter: AuditFilter = .all, before: Int64? = nil, limit: Int
    ) async throws(StoreError) -> [AuditRecord] {
        try await store.read { (store) throws(StoreError) in
            try store.audit(matching: filter, before: before, limit: limit)
        }
    }

    /// Walks the whole chain, with a bounded number of records in memory.
    public func verify() async throws(StoreError) -> Verification {
        var last: AuditRecord?
        while true {
            let records = try await page(after: last?.number ?? 0)
            for record in records {
                guard record.follows(last, hash: Secrets.sha256) else {
                    return Verification(last, broken: (last?.number ?? 0) + 1)
                }
                last = record
            }
            if records.isEmpty { return Verification(last, broken: nil) }
        }
    }

    /// Gives all records in their order, each as a line of JSON.
    ///
    /// - Parameter take: Gets some lines at a time, each with its line end.
    public func export(_ take: (_ lines: [UInt8]) async throws -> Void) async throws {
        var number: Int64 = 0
        while true {
            let records = try await page(after: number)
            guard let last = records.last else { return }
            try await take(records.flatMap { $0.json.bytes + [UInt8(ascii: "\n")] })
            number = last.number
        }
    }

    private func page(after number: Int64) async throws(StoreError) -> [AuditRecord] {
        let stretch = stretch
        return try await store.read { (store) throws(StoreError) in try store.audit(after: number, limit: stretch) }
    }
}

extension AuditService.Verification {
    fileprivate init(_ last: AuditRecord?, broken: Int64?) {
        self.init(sound: last?.number ?? 0, broken: broken, link: (last?.link ?? AuditRecord.firstLink).hex)
    }
}

extension AuditRecord {
    /// The record as the API and exports show it; what was before and after stands in it as JSON, where it is some.
    public var json: JSONValue {
        func value(_ text: String?) -> JSONValue {
            guard let text else { return .null }
            return JSONValue(bytes: Array(text.utf8)) ?? .string(text)
        }
        return .object([
            "number": .integer(number), "at": .string(entry.at.description), "actor": .string(entry.actor),
            "source": .string(entry.source), "action": .string(entry.action), "subject": .string(entry.subject),
            "before": value(entry.before), "after": value(entry.after), "link": .string(link.hex),
        ])
    }
}
