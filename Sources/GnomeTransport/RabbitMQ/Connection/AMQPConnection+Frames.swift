// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the frames that librabbitmq reads. Its memory is copied out of and released frame by frame.

import CRabbitMQ
import Glibc

extension AMQPConnection {
    /// The next frame that is there, or nothing; heartbeats are looked after on the way.
    func nextFrame() throws(AMQPFailure) -> AMQPFrame? {
        var frame = unsafe amqp_frame_t()
        var noTime = timeval()
        let status = unsafe amqp_simple_wait_frame_noblock(handle.state, &frame, &noTime)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
        try handle.check(status, "hear from the broker")
        let copy = try unsafe read(frame)
        unsafe amqp_maybe_release_buffers_on_channel(handle.state, frame.channel)
        return copy
    }

    private func read(_ frame: amqp_frame_t) throws(AMQPFailure) -> AMQPFrame {
        switch unsafe Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            return try unsafe read(frame.payload.method, on: frame.channel)
        case AMQP_FRAME_HEADER:
            let header = unsafe frame.payload.properties
            guard let decoded = unsafe header.decoded, unsafe header.class_id == AMQP_BASIC_CLASS else { return .other }
            var number: UInt64?
            let properties = unsafe MessageProperties(
                decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee, number: &number)
            return unsafe .header(
                channel: frame.channel, bodySize: header.body_size, properties, number: number)
        case AMQP_FRAME_BODY:
            return unsafe .body(channel: frame.channel, [UInt8](frame.payload.body_fragment))
        default:
            return .other
        }
    }

    private func read(_ method: amqp_method_t, on channel: UInt16) throws(AMQPFailure) -> AMQPFrame {
        guard let decoded = unsafe method.decoded else { return .other }
        switch unsafe method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            let delivery = unsafe decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self)
            return unsafe .delivery(
                channel: channel,
                DeliveryHead(
                    tag: delivery.pointee.delivery_tag, isRedelivered: delivery.pointee.redelivered != 0,
                    exchange: String(delivery.pointee.exchange), routingKey: String(delivery.pointee.routing_key)))
        case AMQP_BASIC_ACK_METHOD:
            let ack = unsafe decoded.assumingMemoryBound(to: amqp_basic_ack_t.self)
            return unsafe .confirm(
                number: ack.pointee.delivery_tag, multiple: ack.pointee.multiple != 0, accepted: true)
        case AMQP_BASIC_NACK_METHOD:
            let nack = unsafe decoded.assumingMemoryBound(to: amqp_basic_nack_t.self)
            return unsafe .confirm(
                number: nack.pointee.delivery_tag, multiple: nack.pointee.multiple != 0, accepted: false)
        case AMQP_BASIC_RETURN_METHOD:
            return .returned
        case AMQP_BASIC_CANCEL_METHOD:
            return .consumerCancelled(channel: channel)
        case AMQP_CONNECTION_BLOCKED_METHOD:
            let blocked = unsafe decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self)
            return unsafe .blocked(reason: String(blocked.pointee.reason))
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return .unblocked
        case AMQP_CHANNEL_CLOSE_METHOD:
            return .channelClosed(
                channel: channel, unsafe handle.refusal(method, "The broker closed a channel.", on: channel).error)
        case AMQP_CONNECTION_CLOSE_METHOD:
            throw unsafe handle.refusal(method, "The broker closed the connection.", on: channel)
        default:
            return .other
        }
    }
}

// MARK: - Copying out

extension String {
    /// A copy of a text of the library; what is not UTF-8 in it is replaced.
    init(_ text: amqp_bytes_t) {
        self = unsafe String(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.len), as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate init(_ bytes: amqp_bytes_t) {
        self = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len))
    }
}

extension MessageProperties {
    /// - Parameter number: Set to the number that `publish` gave the message, where it did.
    fileprivate init(_ properties: amqp_basic_properties_t, number: inout UInt64?) {
        func has(_ flag: Int32) -> Bool { unsafe properties._flags & amqp_flags_t(bitPattern: flag) != 0 }
        func text(_ flag: Int32, _ text: amqp_bytes_t) -> String? { unsafe has(flag) ? String(text) : nil }
        unsafe self.init(
            contentType: text(AMQP_BASIC_CONTENT_TYPE_FLAG, properties.content_type),
            contentEncoding: text(AMQP_BASIC_CONTENT_ENCODING_FLAG, properties.content_encoding),
            messageID: text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id),
            userID: text(AMQP_BASIC_USER_ID_FLAG, properties.user_id),
            timestamp: has(AMQP_BASIC_TIMESTAMP_FLAG) ? properties.timestamp : nil)
        guard has(AMQP_BASIC_HEADERS_FLAG) else { return }
        for place in 0..<(unsafe Int(properties.headers.num_entries)) {
            let entry = unsafe properties.headers.entries[place]
            switch unsafe UInt32(entry.value.kind) {
            case AMQP_FIELD_KIND_UTF8.rawValue:
                unsafe headers[String(entry.key)] = String(entry.value.value.bytes)
            case AMQP_FIELD_KIND_I64.rawValue where unsafe String(entry.key) == AMQPConnection.numberHeader:
                number = unsafe UInt64(bitPattern: entry.value.value.i64)
            default:
                continue
            }
        }
    }
}
