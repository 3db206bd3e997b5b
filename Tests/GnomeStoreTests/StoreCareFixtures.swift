// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore

@testable import GnomeStore

extension SQLStore {
    /// Stores frames of one receiver, each in a transaction of its own.
    func insertFrames(_ numbers: Range<Int>, of receiver: ReceiverID, bytes: Int = 500) async throws(StoreError) {
        for number in numbers {
            try await write { (store) throws(StoreError) in
                _ = try store.insert([frameDraft(receiver, "\(number)", bytes: bytes)])
            }
        }
    }
}

/// What stands in a file.
func content(of path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

/// The names of the files in the folder of a path, in order.
func neighbours(of path: String) throws -> [String] {
    let folder = URL(filePath: path).deletingLastPathComponent().path()
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// Runs SQL that no store would run, on a database that nobody has open.
func tamper(_ path: String, _ statements: StaticString...) throws {
    let connection = try SQLiteConnection(path: path, mode: .readWrite)
    try connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements { try connection.execute(statement) }
    try connection.checkpoint(truncating: true)
}

/// A way in which a backup can be of no use.
enum Damage: String, CaseIterable, CustomStringConvertible {
    case overwritten, truncated, garbage, empty, otherProgram, newerSchema, alteredSchema, missingTable

    var description: String { rawValue }

    /// What the store says of it.
    var code: StoreError.Code {
        switch self {
        case .newerSchema, .alteredSchema, .missingTable: .schema
        default: .corrupt
        }
    }

    /// Does it to a file.
    func befall(_ path: String) throws {
        let url = URL(filePath: path)
        var bytes = try Data(contentsOf: url)
        switch self {
        case .overwritten:
            let half = bytes.index(bytes.startIndex, offsetBy: bytes.count / 2)
            bytes.replaceSubrange(half..., with: Data(repeating: 0xA5, count: bytes.endIndex - half))
            try bytes.write(to: url)
        case .truncated: try bytes.prefix(bytes.count / 2 / 4096 * 4096).write(to: url)
        case .garbage: try Data(repeating: 0x5A, count: bytes.count).write(to: url)
        case .empty: try Data().write(to: url)
        case .otherProgram: try tamper(path, "PRAGMA application_id = 1")
        case .newerSchema:
            try tamper(path, "INSERT INTO schema_steps VALUES (1000, 'later', 'x', 'then')")
        case .alteredSchema: try tamper(path, "UPDATE schema_steps SET digest = 'x' WHERE number = 1")
        case .missingTable: try tamper(path, "DROP TABLE statuses")
        }
    }
}
