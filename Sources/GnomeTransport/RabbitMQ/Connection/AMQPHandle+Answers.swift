// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps what librabbitmq says of an answer, and what the broker says when it closes something.

import CRabbitMQ

extension AMQPHandle {
    /// Makes a failure of an answer that is not the one hoped for.
    func check(
        _ reply: amqp_rpc_reply_t, _ task: String, on channel: UInt16 = 0, isDeclaration: Bool = false
    ) throws(AMQPFailure) {
        switch unsafe reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            unsafe amqp_maybe_release_buffers(state)
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            throw unsafe refusal(
                reply.reply, "The broker refused the attempt to \(task).", on: channel, isDeclaration: isDeclaration)
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            try check(unsafe reply.library_error, task)
        default:
            try check(AMQP_STATUS_CONNECTION_CLOSED.rawValue, task)
        }
    }

    /// The failure that a `close` of the broker means; a closed channel is acknowledged, which frees its number.
    func refusal(
        _ method: amqp_method_t, _ message: String, on channel: UInt16, isDeclaration: Bool = false
    ) -> AMQPFailure {
        func failure(_ scope: AMQPFailure.Scope, _ code: UInt16, _ text: amqp_bytes_t) -> AMQPFailure {
            let text = unsafe String(text)
            return AMQPFailure(
                scope: scope,
                error: TransportError(replyCode: code, text: text, message: message, isDeclaration: isDeclaration))
        }
        guard let decoded = unsafe method.decoded else { return unsafe failure(.connection, 0, amqp_empty_bytes) }
        if unsafe method.id == AMQP_CHANNEL_CLOSE_METHOD {
            let close = unsafe decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            var answer = amqp_channel_close_ok_t()
            let failure = unsafe failure(.channel, close.reply_code, close.reply_text)
            // Should this fail, the connection is lost, and the next call on it says so.
            _ = unsafe amqp_send_method(state, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer)
            return failure
        }
        let close = unsafe decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
        var answer = amqp_connection_close_ok_t()
        let failure = unsafe failure(.connection, close.reply_code, close.reply_text)
        _ = unsafe amqp_send_method(state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &answer)
        return failure
    }
}
