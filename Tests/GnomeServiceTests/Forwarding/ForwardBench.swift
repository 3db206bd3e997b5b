// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization
import TestSupport
import Testing

/// A store with frames, a clock that stands still until it is moved, polls that come when they are told to, and a diary.
final class ForwardBench: Sendable {
    static let noon = Timestamp(seconds: 1_777_636_800)
    static let limits = Forwarder.Limits(
        count: 8, bytes: 1 << 20, lease: .seconds(60), poll: .seconds(2),
        breaker: CircuitBreaker.Policy(
            threshold: 3, waits: RetryPolicy(attempts: .max, bounds: .seconds(10) ... .seconds(100))))

    let store: any Store
    let service: ForwardService
    private let receivers: [Receiver]
    private let clock = Mutex(noon)
    private let lines = Mutex<[String]>([])
    private let polls = Mutex<[AsyncStream<Void>.Continuation]>([])
    private let events: AsyncStream<Void>
    private let sink: AsyncStream<Void>.Continuation

    private init(_ store: any Store, _ receivers: [Receiver]) {
        self.store = store
        self.receivers = receivers
        service = ForwardService(store: store)
        (events, sink) = AsyncStream.makeStream()
    }

    /// Lends a bench over a store with two receivers, of which the second is in a project.
    static func lend(_ body: (ForwardBench) async throws -> Void) async throws {
        let serials = try ["SG-F28CRPI33503", "SG-7F5ERPI46977"].map { try #require(Serial($0)) }
        try await withTemporaryFolder { folder in
            let store = try await SQLStore.sqlite(at: folder + "/gnome.db")
            let receivers = try await store.write { (store) throws(StoreError) in
                var receivers: [Receiver] = []
                for serial in serials {
                    receivers.append(
                        try store.register(ReceiverDraft(serial: serial, registration: .accepted, registeredAt: noon)))
                }
                try store.setMotusDeployments([
                    receivers[1].id: MotusDeployment(
                        motusID: 1, projectID: 9, deviceID: nil, receiverType: nil, name: "Spruce Haven",
                        status: .active, start: nil)
                ])
                return receivers
            }
            try await body(ForwardBench(store, receivers))
            await store.close()
        }
    }

    // MARK: What there is to pass on

    /// Stores frames whose bodies are JSON texts.
    func put(_ texts: String..., receiver: Int = 0, kind: MessageKind = .note) async throws {
        try await put(texts, receiver: receiver, kind: kind)
    }

    /// Stores frames whose bodies are JSON texts.
    func put(_ texts: [String], receiver: Int = 0, kind: MessageKind = .note, packed: Bool = false) async throws {
        let (id, now) = (receivers[receiver].id, now)
        _ = try await store.write { (store) throws(StoreError) in
            try store.insert(
                texts.map { text in
                    let body = Array("\"\(text)\"".utf8)
                    return FrameDraft(
                        receiver: id, key: .message(id: text, content: []), kind: kind, deviceTime: nil,
                        frame: Frame(
                            way: .http, route: "/", receivedAt: now, contentEncoding: packed ? "gzip" : nil,
                            body: packed ? Gzip.deflate(body) : body))
                })
        }
    }

    /// Adds a forward.
    @discardableResult
    func add(
        _ name: String, filter: ForwardFilter = ForwardFilter(), from start: Timestamp? = nil
    ) async throws -> ForwardName {
        let name = try #require(ForwardName(rawValue: name))
        _ = try await service.add(name, to: ForwardTarget(.events, filter: filter), from: start, at: now)
        return name
    }

    func forward(_ name: ForwardName) async throws -> ForwardService.Status {
        try #require(try await service.statuses().first { $0.forward.name == name })
    }

    // MARK: Running

    /// Runs a forwarder until the closure is through, then stops it and waits for its end.
    func run(
        over other: (any Store)? = nil, as worker: String = "bench", to target: ScriptedTarget?,
        while body: (Forwarder, Task<Void, Never>) async throws -> Void
    ) async throws {
        let forwarder = forwarder(over: other, as: worker, to: target)
        let running = Task { await forwarder.run() }
        do {
            try await body(forwarder, running)
        } catch {
            running.cancel()
            throw error
        }
        forwarder.stop()
        await running.value
    }

    func forwarder(over other: (any Store)? = nil, as worker: String = "bench", to target: ScriptedTarget?) -> Forwarder
    {
        Forwarder(
            over: other ?? store, as: worker,
            carriers: { _ throws(ForwardFailure) in
                guard let target else { throw ForwardFailure(.away, "There is no way.") }
                return target
            },
            limits: Self.limits, now: { self.now },
            pause: { duration throws(CancellationError) in try await self.pause(duration) }, random: { 1 },
            observe: { self.note($0, by: worker) })
    }

    var now: Timestamp { clock.withLock { $0 } }
    /// Moves the clock.
    func advance(by duration: Duration) { clock.withLock { $0 = $0.advanced(by: duration) } }

    /// Polls wait until they are told; other waits are over at once.
    private func pause(_ duration: Duration) async throws(CancellationError) {
        guard duration == Self.limits.poll else { try? await Task.sleep(for: .milliseconds(2)); return }
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        polls.withLock { $0.append(continuation) }
        for await _ in stream { return }
        throw CancellationError()
    }

    /// Lets the polls come that wait for it, once there is one.
    func poll() async {
        while true {
            let waiting = polls.withLock { polls in
                defer { polls = [] }
                return polls
            }
            for poll in waiting { poll.yield() }
            if !waiting.isEmpty { return }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    // MARK: The diary

    var diary: [String] { lines.withLock { $0 } }

    /// Waits until the diary holds a line so often.
    func wait(for line: String, _ count: Int = 1) async {
        var events = events.makeAsyncIterator()
        while diary.count(where: { $0 == line }) < count { await events.next() }
    }

    func note(_ line: String) {
        lines.withLock { $0.append(line) }
        sink.yield()
    }

    private func note(_ event: ForwarderEvent, by worker: String) {
        switch event {
        case .carried(let name, let count): note("carried \(name) \(count)")
        case .failed(let name, let failure, let breaker):
            let wait = now.duration(to: breaker.retryAt ?? now).seconds
            note("failed \(name) \(failure) \(breaker.failures) \(Int(wait))")
        case .setAside(let name, let frame, _): note("set aside \(name) \(frame.rawValue)")
        case .disabled(let name, let failure): note("disabled \(name) \(failure)")
        case .unable(let name, let failure): note("unable \(name) \(failure)")
        case .lost(let name): note("lost \(name) \(worker)")
        case .waiting(let error): note("waiting \(error)")
        }
    }
}

/// A target that takes events as a script says, and remembers which.
final class ScriptedTarget: ForwardCarrier {
    private struct State {
        var batches: [[ForwardEvent]] = []
        var script: [Carried?]
    }

    private let state: Mutex<State>
    /// Refuses what it holds, whatever the script says.
    private let refuses: @Sendable (ForwardEvent) -> Bool
    /// Called with each batch before anything becomes of it.
    private let onBatch: @Sendable ([ForwardEvent]) async -> Void

    /// - Parameter script: What becomes of each batch, in order; nothing, and whatever comes later, arrives.
    init(
        _ script: Carried?..., refusing refuses: @escaping @Sendable (ForwardEvent) -> Bool = { _ in false },
        onBatch: @escaping @Sendable ([ForwardEvent]) async -> Void = { _ in }
    ) {
        state = Mutex(State(script: script))
        self.refuses = refuses
        self.onBatch = onBatch
    }

    func carry(_ events: [ForwardEvent]) async -> Carried {
        await onBatch(events)
        return state.withLock { state in
            let scripted = state.script.isEmpty ? nil : state.script.removeFirst()
            let outcome =
                scripted
                ?? (events.contains(where: refuses)
                    ? Carried(count: 0, failure: ForwardFailure(.refused, "no")) : Carried(count: events.count))
            state.batches.append(Array(events.prefix(outcome.count)))
            return outcome
        }
    }

    /// What arrived, in order.
    var events: [ForwardEvent] { state.withLock { $0.batches.flatMap(\.self) } }
    /// The texts of what arrived, in order.
    var texts: [String] { events.map(\.text) }
    /// How many arrived with each batch.
    var sizes: [Int] { state.withLock { $0.batches.map(\.count) } }
}

extension ForwardEvent {
    /// The text of the bench that it is about.
    var text: String { JSONValue(bytes: stored.frame.body)?.text ?? "" }
}
