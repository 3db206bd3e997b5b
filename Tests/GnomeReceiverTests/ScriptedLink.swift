// SPDX-License-Identifier: Apache-2.0

import GnomeReceiver
import GnomeTransport
import Synchronization

/// A link that fails as often as it is told to, and remembers what it was given.
final class ScriptedLink: ReceiverLink {
    private struct State {
        var failures: Int
        var attempts: [UplinkMessage] = []
        var sent: [UplinkMessage] = []
        var acknowledged = 0
    }

    private let state: Mutex<State>
    private let deliveries: AsyncStream<[CommandDelivery]>
    private let sink: AsyncStream<[CommandDelivery]>.Continuation
    private let shutdown: AsyncStream<Never>
    private let shutdownBegan: AsyncStream<Never>.Continuation
    /// Rings whenever something was sent or acknowledged.
    private let progress: AsyncStream<Void>
    private let progressed: AsyncStream<Void>.Continuation

    init(failures: Int = 0) {
        state = Mutex(State(failures: failures))
        (deliveries, sink) = AsyncStream.makeStream()
        (shutdown, shutdownBegan) = AsyncStream.makeStream()
        (progress, progressed) = AsyncStream.makeStream()
    }

    var sent: [UplinkMessage] { state.withLock { $0.sent } }
    var attempts: [UplinkMessage] { state.withLock { $0.attempts } }

    /// Waits until so much was sent and acknowledged.
    func wait(sent: Int, acknowledged: Int = 0) async {
        let isDone = { self.state.withLock { $0.sent.count >= sent && $0.acknowledged >= acknowledged } }
        if isDone() { return }
        for await _ in progress where isDone() { return }
    }

    func deliver(_ bodies: [UInt8]...) { sink.yield(bodies.map { CommandDelivery(body: $0) }) }

    func deliver(_ body: [UInt8], as id: DeliveryID) { sink.yield([CommandDelivery(id: id, body: body)]) }

    func run() async throws(TransportError) { for await _ in shutdown {} }
    func beginGracefulShutdown() { shutdownBegan.finish() }

    func send(_ message: UplinkMessage) async throws(TransportError) {
        let fails = state.withLock { state in
            state.attempts.append(message)
            state.failures -= 1
            if state.failures < 0 { state.sent.append(message) }
            return state.failures >= 0
        }
        progressed.yield()
        if fails { throw TransportError(.unreachable, "It is away.") }
    }

    func commands() async -> [CommandDelivery] {
        for await batch in deliveries { return batch }
        return []
    }

    func acknowledge(_ delivery: CommandDelivery) {
        state.withLock { $0.acknowledged += 1 }
        progressed.yield()
    }

    func giveBack(_ delivery: CommandDelivery) {}
}
