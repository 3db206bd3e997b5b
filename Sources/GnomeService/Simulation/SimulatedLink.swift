// SPDX-License-Identifier: Apache-2.0

import GnomeReceiver
import GnomeTransport

/// The link of a receiver that does not exist: sends by a closure, and brings no commands.
final class SimulatedLink: ReceiverLink {
    private let post: @Sendable (UplinkMessage) async throws(TransportError) -> Void
    private let shutdown: AsyncStream<Never>
    private let shutdownBegan: AsyncStream<Never>.Continuation

    init(_ post: @escaping @Sendable (UplinkMessage) async throws(TransportError) -> Void) {
        self.post = post
        (shutdown, shutdownBegan) = AsyncStream.makeStream()
    }

    func run() async throws(TransportError) { for await _ in shutdown {} }
    func beginGracefulShutdown() { shutdownBegan.finish() }
    func send(_ message: UplinkMessage) async throws(TransportError) { try await post(message) }
    func commands() async -> [CommandDelivery] { [] }
    func acknowledge(_ delivery: CommandDelivery) {}
    func giveBack(_ delivery: CommandDelivery) {}
}
