// SPDX-License-Identifier: Apache-2.0

/// Puts the deliveries of a channel together from their frames: a head, a header with the size, and parts of the body.
///
/// Holds at most one body, and of one that is too large its beginning.
struct DeliveryAssembler {
    /// A delivery of which every frame has come.
    struct Whole: Hashable {
        let head: DeliveryHead
        let properties: MessageProperties
        /// The body, or its beginning where it is too large.
        let body: [UInt8]
        /// How many bytes the body has.
        let bodySize: UInt64

        /// About how many bytes it takes in memory.
        var size: Int {
            512 + body.count + properties.headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        }
    }

    private enum State {
        case idle
        case headed(DeliveryHead)
        case filling(DeliveryHead, MessageProperties, size: UInt64, missing: UInt64)
    }

    private var state = State.idle
    private var body: [UInt8] = []

    /// Takes the head of a delivery.
    mutating func begin(_ head: DeliveryHead) throws(AMQPFailure) {
        guard case .idle = state else { throw Self.violation }
        state = .headed(head)
    }

    /// Takes the header; gives the delivery where it has no body.
    mutating func take(_ properties: MessageProperties, bodySize: UInt64) throws(AMQPFailure) -> Whole? {
        guard case .headed(let head) = state else { throw Self.violation }
        state = .filling(head, properties, size: bodySize, missing: bodySize)
        return wholeIfComplete()
    }

    /// Takes a part of the body; gives the delivery where it was the last.
    mutating func take(_ part: [UInt8]) throws(AMQPFailure) -> Whole? {
        guard case .filling(let head, let properties, let size, let missing) = state, part.count <= missing else {
            throw Self.violation
        }
        if body.isEmpty {
            body = part  // Nearly always the whole of it: no second copy.
        } else {
            // What is beyond the limit is counted only.
            body += part.prefix(OutboundMessage.largestBody - body.count)
        }
        state = .filling(head, properties, size: size, missing: missing - UInt64(part.count))
        return wholeIfComplete()
    }

    private mutating func wholeIfComplete() -> Whole? {
        guard case .filling(let head, let properties, let size, missing: 0) = state else { return nil }
        defer {
            state = .idle
            body = []
        }
        return Whole(head: head, properties: properties, body: body, bodySize: size)
    }

    private static let violation = AMQPFailure(
        scope: .connection,
        error: TransportError(.protocolViolation, "The broker sent the frames of a delivery out of order."))
}
