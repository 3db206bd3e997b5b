// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Rows in the order of their numbers, which only grow and are never given twice, not even that of a row that is gone.
struct MemoryTable<Row: MemoryRow>: Sendable {
    private(set) var rows: [Row] = []
    private var idsByKey: [Row.Key: Row.ID] = [:]
    private var lastNumber: Int64 = 0

    /// The row of a number, if there is one.
    subscript(id: Row.ID) -> Row? { place(of: id).map { rows[$0] } }

    /// The row of a key, if there is one.
    subscript(key key: Row.Key) -> Row? { idsByKey[key].flatMap { self[$0] } }

    /// The rows behind a number, in their order; all without one.
    func rows(after id: Row.ID?) -> ArraySlice<Row> {
        guard let id else { return rows[...] }
        return rows[rows.firstPlace { $0.id > id }...]
    }

    /// The rows before a number, the newest first; all without one.
    func rows(before id: Row.ID?) -> some Sequence<Row> {
        rows[..<(id.map { id in rows.firstPlace { $0.id >= id } } ?? rows.count)].reversed()
    }

    /// The rows of the last numbers, so many up to the newest row.
    func rows(ofLast count: Int) -> ArraySlice<Row> {
        guard let newest = rows.last, count > 0 else { return [] }
        return rows(after: Row.ID(rawValue: newest.id.rawValue - Int64(count)))
    }

    /// Adds a row that is made with the next number; nothing where its key is there already.
    ///
    /// The number is spent either way, as in databases, so that nobody comes to rely on numbers without gaps.
    mutating func insert(_ make: (Row.ID) -> Row) -> Row? {
        lastNumber += 1
        let row = make(Row.ID(rawValue: lastNumber))
        if let key = row.rowKey {
            guard idsByKey[key] == nil else { return nil }
            idsByKey[key] = row.id
        }
        rows.append(row)
        return row
    }

    /// Puts a row back that was taken out, with the number that it had; nothing where its key is there already.
    mutating func putBack(_ row: Row) -> Row? {
        if let key = row.rowKey {
            guard idsByKey[key] == nil else { return nil }
            idsByKey[key] = row.id
        }
        rows.insert(row, at: rows.firstPlace { $0.id > row.id })
        return row
    }

    /// Changes a row, though not its number or key; nothing where there is none or the change gives nothing.
    mutating func update<Value>(_ id: Row.ID, _ change: (inout Row) -> Value?) -> Value? {
        place(of: id).flatMap { change(&rows[$0]) }
    }

    /// Takes a row out, if it is there.
    mutating func remove(_ id: Row.ID) {
        guard let place = place(of: id) else { return }
        if let key = rows.remove(at: place).rowKey { idsByKey[key] = nil }
    }

    private func place(of id: Row.ID) -> Int? {
        let place = rows.firstPlace { $0.id >= id }
        return place < rows.count && rows[place].id == id ? place : nil
    }
}

/// A row of a table in memory.
protocol MemoryRow: Sendable {
    associatedtype ID: MemoryRowID
    associatedtype Key: Hashable & Sendable
    /// Its number.
    var id: ID { get }
    /// What no other row of the table has; nothing where it may be like others.
    var rowKey: Key? { get }
}

/// The number of a row.
protocol MemoryRowID: Comparable, Sendable {
    var rawValue: Int64 { get }
    init(rawValue: Int64)
}

extension ReceiverID: MemoryRowID {}
extension FrameID: MemoryRowID {}
extension QuarantineID: MemoryRowID {}
extension JobID: MemoryRowID {}
extension ForwardID: MemoryRowID {}
extension ProjectID: MemoryRowID {}
extension PersonID: MemoryRowID {}
extension SessionID: MemoryRowID {}
extension TokenID: MemoryRowID {}
