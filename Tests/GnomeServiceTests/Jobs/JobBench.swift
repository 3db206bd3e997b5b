// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import Synchronization
import TestSupport
import Testing

/// A store with jobs, a clock that stands still until it is moved, waits that end when they are told to, and a diary.
final class JobBench: Sendable {
    static let noon = Timestamp(seconds: 1_777_636_800)
    static let mail = JobKind(rawValue: "mail")
    static let limits = JobRunner.Limits(
        concurrency: 3, lease: .seconds(60), poll: .seconds(2),
        retry: RetryPolicy(attempts: 3, bounds: .seconds(10) ... .seconds(100)))

    let store: any Store
    private let clock = Mutex(noon)
    private let lines = Mutex<[String]>([])
    private let waiting = Mutex<[(Duration, AsyncStream<Void>.Continuation)]>([])
    private let events: AsyncStream<Void>
    private let sink: AsyncStream<Void>.Continuation

    private init(store: any Store) {
        self.store = store
        (events, sink) = AsyncStream.makeStream()
    }

    /// Lends a bench over an empty store.
    static func lend(_ body: (JobBench) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
            try await body(JobBench(store: store))
            await store.close()
        }
    }

    /// Runs a runner until the closure is through, then stops it and waits for its end.
    func run(
        over other: (any Store)? = nil, limits: JobRunner.Limits = JobBench.limits,
        _ handler: @escaping JobRunner.Handler, while body: (JobRunner, Task<Void, Never>) async throws -> Void
    ) async throws {
        let runner = JobRunner(
            over: other ?? store, as: "bench", handlers: [Self.mail: handler], limits: limits,
            now: { self.now }, pause: { duration throws(CancellationError) in try await self.pause(duration) },
            random: { 1 }, observe: { self.note($0) })
        let running = Task { await runner.run() }
        try await body(runner, running)
        runner.stop()
        await running.value
    }

    // MARK: Time

    /// What the clock says.
    var now: Timestamp { clock.withLock { $0 } }
    /// Moves the clock.
    func advance(by duration: Duration) { clock.withLock { $0 = $0.advanced(by: duration) } }

    /// Polls and renewals of leases wait until they are told; other waits are over at once.
    private func pause(_ duration: Duration) async throws(CancellationError) {
        guard duration >= .seconds(2), duration != .seconds(3) else {
            try? await Task.sleep(for: .milliseconds(2)); return
        }
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        waiting.withLock { $0.append((duration, continuation)) }
        for await _ in stream { return }
        throw CancellationError()
    }

    /// Ends a wait of this length, once somebody waits so long.
    func end(_ duration: Duration) async {
        while true {
            let continuation = waiting.withLock { waiting in
                waiting.lastIndex { $0.0 == duration }.map { waiting.remove(at: $0).1 }
            }
            if let continuation {
                continuation.yield()
                return
            }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    // MARK: The diary

    /// What happened so far.
    var diary: [String] { lines.withLock { $0 } }

    /// Writes a line.
    func note(_ line: String) {
        lines.withLock { $0.append(line) }
        sink.yield()
    }

    /// Waits until the diary holds a line so often.
    func wait(for line: String, _ count: Int = 1) async {
        var events = events.makeAsyncIterator()
        while diary.count(where: { $0 == line }) < count { await events.next() }
    }

    private func note(_ event: JobEvent) {
        switch event {
        case .done(let job): note("done \(job.text)")
        case .failed(let job, let error, let next):
            note("failed \(job.text) \(error) \(Int(now.duration(to: next).seconds))")
        case .buried(let job, let error): note("buried \(job.text) \(error)")
        case .givenBack(let job): note("given back \(job.text)")
        case .lost(let job): note("lost \(job.text)")
        case .unsettled(let job, let error): note("unsettled \(job.text) \(error)")
        case .unhandled(let kind, let count): note("unhandled \(kind) \(count)")
        case .waiting(let error): note("waiting \(error)")
        }
    }

    // MARK: Jobs

    /// Writes jobs that are due now.
    func enqueue(_ texts: String..., kind: JobKind = JobBench.mail) async throws {
        try await enqueue(texts, kind: kind)
    }

    /// Writes jobs that are due now.
    func enqueue(_ texts: [String], kind: JobKind = JobBench.mail) async throws {
        let drafts = texts.map { JobDraft(kind: kind, payload: Array($0.utf8), createdAt: now) }
        _ = try await store.write { (store) throws(StoreError) in try store.enqueue(drafts) }
    }

    /// The jobs in one state, oldest first.
    func jobs(_ state: JobState) async throws -> [Job] {
        try await store.read { (store) throws(StoreError) in try store.jobs(state, before: nil, limit: 1000) }
            .reversed()
    }
}

extension Job {
    /// The payload as text.
    var text: String { String(decoding: payload, as: UTF8.self) }
}
