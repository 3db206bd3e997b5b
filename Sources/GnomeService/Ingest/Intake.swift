// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport

/// A frame that a transport hands over.
public struct Intake: Sendable, Hashable {
    /// The frame.
    public var frame: Frame
    /// Whether the transport may have handed over this very copy before.
    public var isRedelivered: Bool
    /// How many bytes the message has, where the transport could only take the first of them.
    public var cutFrom: UInt64?
    /// How many bytes its headers have, where only some of them are kept.
    public var headersCutFrom: Int?
    /// Whether the broker had set it aside: then it is not read, because reading it may be what failed.
    public var isDeadLetter: Bool

    /// A frame that a transport hands over.
    public init(
        _ frame: Frame, isRedelivered: Bool = false, cutFrom: UInt64? = nil, isDeadLetter: Bool = false
    ) {
        self.frame = frame
        self.isRedelivered = isRedelivered
        self.cutFrom = cutFrom
        self.isDeadLetter = isDeadLetter
    }

    /// How many bytes of headers are kept with a message: no receiver needs more, and quotas count bodies.
    public static let mostHeaderBytes = 16_384

    /// What a broker delivered.
    public init(_ delivery: Delivery, receivedAt: Timestamp) {
        let (headers, size) = Self.first(Self.mostHeaderBytes, of: delivery.properties.headers)
        var attributes = headers
        attributes[Frame.messageIDAttribute] = delivery.properties.messageID
        if let timestamp = delivery.properties.timestamp { attributes["timestamp"] = String(timestamp) }
        self.init(
            Frame(
                way: .amqp, route: "\(delivery.exchange)/\(delivery.routingKey)", receivedAt: receivedAt,
                contentType: delivery.properties.contentType, contentEncoding: delivery.properties.contentEncoding,
                attributes: attributes, proof: delivery.properties.userID.map(IdentityProof.brokerUser) ?? .none,
                body: delivery.body),
            isRedelivered: delivery.isRedelivered,
            cutFrom: delivery.bodySize > delivery.body.count ? delivery.bodySize : nil)
        if size > Self.mostHeaderBytes { headersCutFrom = size }
    }

    /// The headers that have room in so many bytes, by their names, and how many bytes all of them have.
    private static func first(_ limit: Int, of headers: [String: String]) -> ([String: String], Int) {
        let size = headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard size > limit else { return (headers, size) }
        var (kept, room) = ([String: String](), limit)
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            room -= name.utf8.count + value.utf8.count
            guard room >= 0 else { break }
            kept[name] = value
        }
        return (kept, size)
    }

    /// What a broker delivered from the queue of dead letters.
    ///
    /// It counts as come over the uplink, the only way there: the headers that tell the first exchange may be the sender's
    /// own invention, and a frame of an exchange that proves nothing would be believed more.
    public init(deadLetter delivery: Delivery, receivedAt: Timestamp) {
        self.init(delivery, receivedAt: receivedAt)
        frame.route = "\(Frame.uplinkExchange)/\(delivery.routingKey)"
        isDeadLetter = true
    }
}

/// What became of a frame that was handed over.
public enum IngestOutcome: Sendable, Hashable {
    /// It counts, and is stored.
    case stored(FrameID)
    /// It was stored before.
    case repeated
    /// It waits in quarantine, for a reason.
    case quarantined(QuarantineReason)
    /// There was no room for it in quarantine: it is counted, and not kept.
    case refused(QuarantineRefusal)
}

/// What became of a batch.
public struct IngestReport: Sendable, Hashable {
    /// One outcome a frame, in order.
    public var outcomes: [IngestOutcome] = []
    /// What followed for receivers, in order.
    public var effects: [Effect] = []

    /// Something that followed for a receiver.
    public enum Effect: Sendable, Hashable {
        /// A receiver was heard that nobody knows.
        case registeredPending(Serial)
        /// Its first key is trusted from now on.
        case trustedKey(Serial)
        /// It was expected, and has come: it is accepted from now on.
        case activated(Serial)
        /// It is known with another key, and the new one is held.
        case heldKey(Serial)
        /// Its status changed.
        case status(Serial, StatusEffect)
        /// A frame was put into quarantine because somebody may have pretended to be another.
        case securityEvent(SecurityEvent)
    }

    /// Why somebody may have pretended to be another.
    public struct SecurityEvent: Sendable, Hashable {
        /// Why the frame waits.
        public var reason: QuarantineReason
        /// What exactly was found.
        public var detail: String
        /// The serial that it claims first.
        public var claimed: Serial?
        /// The way it came.
        public var way: Way
    }
}
