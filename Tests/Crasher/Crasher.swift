// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Writes to a store until somebody ends it, and says what was acknowledged.
///
///     gnome-crasher STORE WRITERS BATCHES
///
/// STORE is a path or the URL of a PostgreSQL database. Each of so many writers has a receiver of its own and stores batches of
/// frames, which are counted in its receiver's status in the same transaction. It goes on where the store ends, and repeats the
/// last batches that are there, as senders do whose answers got lost.
///
/// A line `kept WRITER/NUMBER` is written for each frame once the store has acknowledged it, `failed CODE: …` for each refusal;
/// what was refused is tried again.
@main
struct Crasher {
    /// How many frames are stored in one transaction.
    private static let batch = 3
    /// How many batches that are there are sent once more.
    private static let overlap = 2

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let writers = Int(arguments[2]), let batches = Int(arguments[3]) else {
            return StandardOutput.write("gnome-crasher STORE WRITERS BATCHES\n")
        }
        let store = await untilKept { () async throws(StoreError) in try await open(arguments[1]) }
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<writers { group.addTask { await write(batches, as: writer, to: store) } }
        }
        await store.close()
    }

    private static func open(_ place: String) async throws(StoreError) -> SQLStore {
        PostgreSQLSettings.isURL(place)
            ? try await SQLStore.postgreSQL(PostgreSQLSettings(url: place)) : try await SQLStore.sqlite(at: place)
    }

    private static func write(_ count: Int, as writer: Int, to store: SQLStore) async {
        guard let serial = Serial("SG-0000RPI3\(String(10_000 + writer).suffix(4))") else { return }
        let (receiver, kept) = await untilKept {
            () throws(StoreError) in
            try await store.write { store throws(StoreError) in try enter(serial, into: store) }
        }
        let first = max(0, kept / batch - overlap)
        for number in first..<first + count {
            let names = (0..<batch).map { "\(writer)/\(number * batch + $0)" }
            await untilKept { () throws(StoreError) in
                try await store.write { store throws(StoreError) in try insert(names, of: receiver, into: store) }
            }
            StandardOutput.write(names.map { "kept \($0)\n" }.joined())
        }
    }

    /// The receiver of a serial, which is registered where it is missing, and how many frames it has sent.
    private static func enter(
        _ serial: Serial, into store: any StoreWriter
    ) throws(StoreError) -> (ReceiverID, frames: Int) {
        if let receiver = try store.receivers([serial])[serial] {
            return (receiver.id, try store.statuses([receiver.id])[receiver.id]?.frames ?? 0)
        }
        let draft = ReceiverDraft(serial: serial, registration: .accepted, registeredAt: Timestamp(seconds: 0))
        return (try store.register(draft).id, 0)
    }

    /// Stores frames, and counts those that are new.
    private static func insert(
        _ names: [String], of receiver: ReceiverID, into store: any StoreWriter
    ) throws(StoreError) {
        let new = try store.insert(
            names.map { name in
                FrameDraft(
                    receiver: receiver, key: .message(id: name, content: []), kind: .note, deviceTime: nil,
                    frame: Frame(
                        way: .http, route: "/", receivedAt: Timestamp(seconds: 0), body: Array(name.utf8)))
            })
        var statuses = try store.statuses([receiver])
        statuses[receiver, default: ReceiverStatus()].frames += new.count { $0 != nil }
        try store.setStatuses(statuses)
    }

    /// Does something again and again until the store does not refuse it.
    private static func untilKept<Value: Sendable>(_ body: () async throws(StoreError) -> Value) async -> Value {
        while true {
            do throws(StoreError) {
                return try await body()
            } catch {
                StandardOutput.write("failed \(error.code.rawValue): \(error.message)\n")
                try? await Task.sleep(for: .milliseconds(2))
            }
        }
    }
}
