// SPDX-License-Identifier: Apache-2.0

/// Moves messages between programs by way of exchanges and queues.
///
/// `run()` is the root of everything that a transport does; until it runs, nothing is sent or taken. After
/// `beginGracefulShutdown()` it settles what it was told to settle and returns; cancelling its task stops it abruptly, and
/// what was not acknowledged comes again.
public protocol MessageTransport: Sendable {
    /// Connects, declares the topology, and keeps the connections alive until shut down, reconnecting as often as it takes.
    ///
    /// - Throws: `invalid` where the settings can never work. Everything that may pass is retried and not thrown.
    func run() async throws(TransportError)

    /// Lets `run()` return once everything that was acknowledged so far has reached the broker.
    func beginGracefulShutdown()

    /// Sends a message and returns when the broker has taken responsibility for it; before `run()`, it waits for that.
    ///
    /// - Throws: `unroutable` where no queue is bound for it, `notFound` where there is no such exchange, `denied` where one may
    ///   not send there; `rejected` where a queue refused it; `unreachable`, `timeout` or `stopped` where it may or may not have
    ///   arrived: send it again with the same id; `invalid` where it is too large.
    func publish(_ message: OutboundMessage) async throws(TransportError)

    /// Sends messages, which enter each queue in their order, and returns when it is known what became of each.
    ///
    /// - Returns: One result a message, in order; the errors are those of ``publish(_:)-(OutboundMessage)``.
    func publish(_ messages: [OutboundMessage]) async -> [Result<Void, TransportError>]

    /// Takes the messages of a queue of the topology, until cancelled.
    ///
    /// - Parameters:
    ///   - queue: Its name.
    ///   - prefetch: How many deliveries may be out and not settled: the bound on memory, and the back-pressure.
    func subscribe(to queue: String, prefetch: Int) -> any Subscription
}

extension MessageTransport {
    /// Sends messages one after the other, for transports that can't do better.
    public func publish(_ messages: [OutboundMessage]) async -> [Result<Void, TransportError>] {
        var results: [Result<Void, TransportError>] = []
        for message in messages {
            do throws(TransportError) {
                try await publish(message)
                results.append(.success(()))
            } catch { results.append(.failure(error)) }
        }
        return results
    }
}

/// The messages of one queue, as they come.
public protocol Subscription: Sendable {
    /// Waits for messages and gives all that are there, up to a limit, in the order of the queue.
    ///
    /// Reconnecting is not seen here, except that what was not settled comes again.
    ///
    /// - Returns: At least one delivery; none when the subscription or the waiting task was cancelled, or the transport has
    ///   stopped.
    func nextBatch(upTo limit: Int) async -> [Delivery]

    /// Tells the broker that these need not come again. Deliveries of an earlier connection are passed over: they come again
    /// anyway.
    func acknowledge(_ deliveries: [DeliveryID])

    /// Gives these back to the queue, to come again.
    func giveBack(_ deliveries: [DeliveryID])

    /// Ends the subscription: a waiting `nextBatch` returns, and what was not settled goes back to the queue.
    func cancel()
}

/// Names a delivery on one connection; worthless on any other.
public struct DeliveryID: Sendable, Hashable, Comparable {
    /// Which connection of the subscription, counted up.
    public let epoch: UInt64
    /// The broker's tag, growing within one connection.
    public let tag: UInt64

    /// The delivery of a tag on a connection.
    public init(epoch: UInt64, tag: UInt64) {
        self.epoch = epoch
        self.tag = tag
    }

    /// Whether one was delivered before another.
    public static func < (lhs: DeliveryID, rhs: DeliveryID) -> Bool { (lhs.epoch, lhs.tag) < (rhs.epoch, rhs.tag) }
}

/// A message that a broker handed over.
public struct Delivery: Sendable, Hashable {
    /// What to settle it by.
    public var id: DeliveryID
    /// The exchange it was published to; empty for the default exchange.
    public var exchange: String
    /// The routing key it was published with.
    public var routingKey: String
    /// Whether this copy was handed out before; says nothing about a sender that published twice.
    public var isRedelivered: Bool
    /// What the sender said about it.
    public var properties: MessageProperties
    /// The bytes; of a message larger than ``OutboundMessage/largestBody`` that many of the first.
    public var body: [UInt8]
    /// How many bytes the message has.
    public var bodySize: UInt64

    /// A delivery of these parts; without a size the body is all of the message.
    public init(
        id: DeliveryID, exchange: String, routingKey: String, isRedelivered: Bool, properties: MessageProperties,
        body: [UInt8], bodySize: UInt64? = nil
    ) {
        self.id = id
        self.exchange = exchange
        self.routingKey = routingKey
        self.isRedelivered = isRedelivered
        self.properties = properties
        self.body = body
        self.bodySize = bodySize ?? UInt64(body.count)
    }
}

/// A message to be sent, persistent and mandatory.
public struct OutboundMessage: Sendable, Hashable {
    /// The exchange; empty for the default exchange, which takes queue names as routing keys.
    public var exchange: String
    /// The routing key.
    public var routingKey: String
    /// What is said about it.
    public var properties: MessageProperties
    /// The bytes; at most 1 MiB.
    public var body: [UInt8]

    /// A message of these parts.
    public init(exchange: String, routingKey: String, properties: MessageProperties = .init(), body: [UInt8]) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.properties = properties
        self.body = body
    }
}

/// What travels beside the body of a message (AMQP 0-9-1 basic properties, those in use here).
public struct MessageProperties: Sendable, Hashable {
    /// The media type of the body.
    public var contentType: String?
    /// How the body is packed.
    public var contentEncoding: String?
    /// The sender's id of the message; the same when it is sent again.
    public var messageID: String?
    /// The user who published it; the broker refuses a wrong one, but not an absent one.
    public var userID: String?
    /// The sender's time, in whole seconds since 1970.
    public var timestamp: UInt64?
    /// Headers with text values; others are passed over.
    public var headers: [String: String]

    /// Properties of these parts.
    public init(
        contentType: String? = nil, contentEncoding: String? = nil, messageID: String? = nil, userID: String? = nil,
        timestamp: UInt64? = nil, headers: [String: String] = [:]
    ) {
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.messageID = messageID
        self.userID = userID
        self.timestamp = timestamp
        self.headers = headers
    }
}
