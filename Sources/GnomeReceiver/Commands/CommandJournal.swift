// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The ledger of commands on disk: each entry is a record at the end of a file, which is written anew when it has grown.
struct CommandJournal: ~Copyable {
    private let path: String
    private(set) var ledger: CommandLedger
    /// Nothing where it can't be trusted any more.
    private var file: LogFile?
    private var size: Int
    /// How many records the file has.
    private var records: Int

    /// Reads what is there; what a crash has cut off at the end is no entry.
    ///
    /// - Parameter memory: How many commands are remembered after they were reported.
    init(_ path: String, memory: Int = 4096) throws(SpoolError) {
        self.path = path
        var ledger = CommandLedger(memory: memory)
        let file = try LogFile(path)
        let (found, end) = LogRecord.all(in: try file.read(try file.size(), at: 0))
        for entry in found.compactMap({ CommandLedger.Entry(record: $0.record.payload) }) { ledger.enter(entry) }
        try file.truncate(to: end)
        self.ledger = ledger
        (size, records) = (end, found.count)
        self.file = consume file
    }

    /// Remembers an entry, and returns when it survives a power failure.
    ///
    /// - Throws: `full` or `unavailable`, or `tooLarge` where it could not be read again; then it is not remembered.
    mutating func enter(_ entry: CommandLedger.Entry, in folder: borrowing LogFolder) throws(SpoolError) {
        let record = entry.record
        guard record.count <= LogRecord.payloadLimit else {
            throw SpoolError(
                .tooLarge, "What is remembered of a command may have at most \(LogRecord.payloadLimit) bytes.")
        }
        if records > 4 * ledger.memory { file = nil }
        if file == nil { try rewrite(in: folder) }
        guard let file = file.take() else { return }
        let bytes = LogRecord(floor: 0, payload: record).bytes
        do throws(SpoolError) {
            try file.write(bytes, at: size)
            try file.synchronize()
            self.file = consume file
        } catch {
            try? file.truncate(to: size)
            throw error
        }
        (size, records) = (size + bytes.count, records + 1)
        ledger.enter(entry)
    }

    /// Writes a new file with as few entries as say the same, and puts it in the place of the old one.
    private mutating func rewrite(in folder: borrowing LogFolder) throws(SpoolError) {
        let entries = ledger.entries
        let bytes = entries.flatMap { LogRecord(floor: 0, payload: $0.record).bytes }
        let new = try LogFile(path + ".new")
        try new.truncate(to: 0)
        try new.write(bytes, at: 0)
        try new.synchronize()
        let name = String(path.dropFirst(folder.path.count + 1))
        try folder.replace(name, by: name + ".new")
        try folder.synchronize()
        file = consume new
        (size, records) = (bytes.count, entries.count)
    }
}

extension CommandLedger.Entry {
    /// The entry as the payload of a record: a letter, the length of the id, the id, and the rest.
    fileprivate var record: [UInt8] {
        let (letter, rest): (Unicode.Scalar, [UInt8]) =
            switch self {
            case .began: ("b", [])
            case .ended(_, let message): ("e", message)
            case .reported: ("r", [])
            }
        return [UInt8(ascii: letter), UInt8(command.utf8.count)] + command.utf8 + rest
    }

    fileprivate init?(record: [UInt8]) {
        guard record.count > 2, record.count >= 2 + Int(record[1]) else { return nil }
        let id = String(decoding: record[2..<2 + Int(record[1])], as: UTF8.self)
        switch record[0] {
        case UInt8(ascii: "b"): self = .began(id)
        case UInt8(ascii: "e"): self = .ended(id, message: Array(record[(2 + Int(record[1]))...]))
        case UInt8(ascii: "r"): self = .reported(id)
        default: return nil
        }
    }
}
