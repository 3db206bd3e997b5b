// SPDX-License-Identifier: Apache-2.0

public import GnomeTransport

/// What connects a receiver with its server.
public protocol ReceiverLink: Sendable {
    /// Keeps the link alive until shut down.
    ///
    /// - Throws: `invalid` where the settings can never work. Everything that may pass is retried and not thrown.
    func run() async throws(TransportError)

    /// Lets `run()` return once what was settled has reached the other side.
    func beginGracefulShutdown()

    /// Sends a message, and returns when the other side has taken responsibility for it.
    ///
    /// - Throws: Whatever kept it from that; the message may have arrived, and is sent again with the same id.
    func send(_ message: UplinkMessage) async throws(TransportError)

    /// Waits for commands.
    ///
    /// - Returns: At least one, in order; none when the waiting task was cancelled or the link has ended.
    func commands() async -> [CommandDelivery]

    /// Says that a command need not come again.
    func acknowledge(_ delivery: CommandDelivery)

    /// Asks for a command to come again.
    func giveBack(_ delivery: CommandDelivery)
}

/// A command as it came.
public struct CommandDelivery: Sendable, Hashable {
    /// What to settle it by, where the link has something of that sort.
    public var id: DeliveryID?
    /// The bytes.
    public var body: [UInt8]

    /// A command of these parts.
    public init(id: DeliveryID? = nil, body: [UInt8]) {
        self.id = id
        self.body = body
    }
}
