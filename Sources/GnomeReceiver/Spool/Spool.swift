// SPDX-License-Identifier: Apache-2.0

import Dispatch
import GnomeCore
import Synchronization

/// Keeps messages on disk until they are confirmed, and says so only once they survive a power failure.
///
/// All work on the disk is done on a thread of its own, one piece after another. Messages that wait at the same time share one
/// flush.
final class Spool: Sendable {
    /// A message with its number.
    struct Entry: Sendable {
        let number: UInt64
        let bytes: [UInt8]
    }

    private struct Waiting: Sendable {
        let tellsDropped: Bool
        let make: @Sendable (_ dropped: Int) -> [UInt8]
        let continuation: CheckedContinuation<Result<Void, SpoolError>, Never>
    }

    private let queue = DispatchQueue(label: "gnome.spool")
    private let log: Mutex<SpoolLog>
    private let journal: Mutex<CommandJournal>
    private let waiting = Mutex<[Waiting]>([])

    /// Opens the spool of a folder.
    ///
    /// - Throws: `locked` where another process uses it; `full` or `unavailable`.
    static func open(
        _ path: String, limit: Int, flushes: Bool = true
    ) async throws(SpoolError) -> Spool {
        let queue = DispatchQueue(label: "gnome.spool.open")
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(SpoolError) in try Spool(path, limit: limit, flushes: flushes) })
            }
        }
        return try result.get()
    }

    private init(_ path: String, limit: Int, flushes: Bool) throws(SpoolError) {
        var log = try SpoolLog(path, limit: limit, flushes: flushes)
        try log.noteDamage()
        self.log = Mutex(log)
        journal = Mutex(try CommandJournal("\(path)/commands.journal"))
    }

    /// How many messages wait for their confirm.
    func backlog() async -> Int { await perform { log, _ in log.backlog } }

    /// Keeps a message, and returns when it survives a power failure.
    ///
    /// - Parameters:
    ///   - tellsDropped: Whether the message tells how many were dropped; else the next one does that can.
    ///   - make: The message, given how many messages were dropped and not told of yet.
    func append(
        tellsDropped: Bool = true, _ make: @escaping @Sendable (_ dropped: Int) -> [UInt8]
    ) async throws(SpoolError) {
        let result = await withCheckedContinuation { continuation in
            waiting.withLock {
                $0.append(Waiting(tellsDropped: tellsDropped, make: make, continuation: continuation))
            }
            queue.async { self.appendAll() }
        }
        try result.get()
    }

    private func appendAll() {
        let batch = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        guard !batch.isEmpty else { return }
        let drafts = batch.map { SpoolDraft(tellsDropped: $0.tellsDropped, $0.make) }
        let result = log.withLock { log in Result { () throws(SpoolError) in try log.append(drafts) } }
        guard case .failure = result, batch.count > 1 else {
            for entry in batch { entry.continuation.resume(returning: result) }
            return
        }
        // One that is too large, or the last that finds no room, is no reason to refuse the others.
        for (entry, draft) in zip(batch, drafts) {
            let result = log.withLock { log in Result { () throws(SpoolError) in try log.append([draft]) } }
            entry.continuation.resume(returning: result)
        }
    }

    /// The next messages that were not handed out since the start, in order.
    func take(upTo count: Int) async throws(SpoolError) -> [Entry] {
        let result = await perform { log, _ in
            Result { () throws(SpoolError) in
                try log.take(upTo: count).map { Entry(number: $0.number, bytes: $0.message) }
            }
        }
        return try result.get()
    }

    /// Lets a message go that is where it belongs.
    func confirm(_ number: UInt64) async { await perform { log, _ in log.confirm([number]) } }

    /// What is remembered of commands.
    func ledger() async -> CommandLedger { await perform { _, journal in journal.ledger } }

    /// Remembers a step on the way of a command, and returns when that survives a power failure.
    func enter(_ entry: CommandLedger.Entry) async throws(SpoolError) {
        let result = await perform { log, journal in
            Result { () throws(SpoolError) in try journal.enter(entry, in: log.folder) }
        }
        try result.get()
    }

    private func perform<Value: Sendable>(
        _ body: @escaping @Sendable (inout SpoolLog, inout CommandJournal) -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async {
                let value = self.log.withLock { log in self.journal.withLock { journal in body(&log, &journal) } }
                continuation.resume(returning: value)
            }
        }
    }
}
