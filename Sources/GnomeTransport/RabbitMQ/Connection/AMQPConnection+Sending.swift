// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps what is sent without waiting for an answer.

import CRabbitMQ

extension AMQPConnection {
    /// The header that carries the number of a message on its channel.
    ///
    /// A returned message is known by it. Message ids would not do: they may be absent or occur twice.
    static let numberHeader = "x-gnome-publish-number"

    /// Sends a message, persistent and mandatory.
    func publish(_ message: OutboundMessage, number: UInt64, on channel: UInt16) throws(AMQPFailure) {
        var properties = unsafe amqp_basic_properties_t()
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_HEADERS_FLAG
        func text(_ text: String?, _ flag: Int32) -> amqp_bytes_t {
            guard let text else { return unsafe amqp_empty_bytes }
            flags |= flag
            return unsafe pool.bytes(text)
        }
        let said = message.properties
        unsafe properties.delivery_mode = UInt8(AMQP_DELIVERY_PERSISTENT.rawValue)
        unsafe properties.content_type = text(said.contentType, AMQP_BASIC_CONTENT_TYPE_FLAG)
        unsafe properties.content_encoding = text(said.contentEncoding, AMQP_BASIC_CONTENT_ENCODING_FLAG)
        unsafe properties.message_id = text(said.messageID, AMQP_BASIC_MESSAGE_ID_FLAG)
        unsafe properties.user_id = text(said.userID, AMQP_BASIC_USER_ID_FLAG)
        if let timestamp = said.timestamp {
            unsafe properties.timestamp = timestamp
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
        }
        let headers = said.headers.map { ($0.key, AMQPValue.text($0.value)) }
        unsafe properties.headers = pool.table(headers + [(Self.numberHeader, .integer(Int64(bitPattern: number)))])
        unsafe properties._flags = amqp_flags_t(bitPattern: flags)
        let status = unsafe message.body.withUnsafeBytes { body in
            unsafe amqp_basic_publish(
                handle.state, channel, pool.bytes(message.exchange), pool.bytes(message.routingKey), 1, 0, &properties,
                amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
        }
        pool.recycle()
        try handle.check(status, "publish")
    }

    /// Shows the broker that this side lives.
    func sendHeartbeat() throws(AMQPFailure) {
        var frame = unsafe amqp_frame_t()
        unsafe frame.frame_type = UInt8(AMQP_FRAME_HEARTBEAT)
        try handle.check(unsafe amqp_send_frame(handle.state, &frame), "show that it lives")
    }

    /// Acknowledges deliveries.
    func acknowledge(_ frame: AckLedger.Frame, on channel: UInt16) throws(AMQPFailure) {
        let status =
            switch frame {
            case .through(let tag): unsafe amqp_basic_ack(handle.state, channel, tag, 1)
            case .only(let tag): unsafe amqp_basic_ack(handle.state, channel, tag, 0)
            }
        try handle.check(status, "acknowledge")
    }

    /// Gives a delivery back to its queue, or to where the queue sends its dead letters.
    func reject(_ tag: UInt64, requeue: Bool, on channel: UInt16) throws(AMQPFailure) {
        let status = unsafe amqp_basic_nack(handle.state, channel, tag, 0, requeue ? 1 : 0)
        try handle.check(status, "give a delivery back")
    }
}
