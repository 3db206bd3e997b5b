// SPDX-License-Identifier: Apache-2.0

/// Puts the deliveries of a channel together from their frames: a head, a header with the size, and parts of the body.
///
/// Holds at most one body, and of one that is too large nothing.
struct DeliveryAssembler {
    /// A delivery of which every frame has come.
    enum Whole: Hashable {
        case message(DeliveryHead, MessageProperties, body: [UInt8])
        case tooLarge(DeliveryHead, bytes: UInt64)
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
        if Self.isTooLarge(size) {
            // Counted only.
        } else if body.isEmpty {
            body = part  // Nearly always the whole of it: no second copy.
        } else {
            body += part
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
        return Self.isTooLarge(size) ? .tooLarge(head, bytes: size) : .message(head, properties, body: body)
    }

    private static func isTooLarge(_ size: UInt64) -> Bool { size > OutboundMessage.largestBody }

    private static let violation = AMQPFailure(
        scope: .connection,
        error: TransportError(.protocolViolation, "The broker sent the frames of a delivery out of order."))
}
