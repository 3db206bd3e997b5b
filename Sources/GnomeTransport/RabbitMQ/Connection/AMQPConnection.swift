// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps the requests of librabbitmq 0.11, each of which blocks until the broker has answered.

import CRabbitMQ
import Glibc
import GnomeCore

/// A connection to a broker, logged in, which belongs to the thread that made it.
///
/// Letting it go closes the socket and nothing more: what was not acknowledged comes again. `close()` says goodbye first.
@safe struct AMQPConnection: ~Copyable {
    /// Channels are numbered from 1 to this.
    static let highestChannel: UInt16 = 64

    let handle: AMQPHandle
    let pool: AMQPPool
    /// How often to look after heartbeats while nothing else happens.
    private let heartbeatCheck: Duration

    /// Connects and logs in; blocks for as long as the configuration allows.
    ///
    /// - Parameters:
    ///   - purpose: What the connection is called in the broker's lists, after the name.
    ///   - takesLongFrames: Whether frames are taken that are longer than agreed; nothing must be published then.
    init(_ configuration: RabbitMQConfiguration, purpose: String, takesLongFrames: Bool) throws(AMQPFailure) {
        let address = configuration.address
        let handle = AMQPHandle()
        let pool = AMQPPool()
        try handle.open(address, configuration)
        let heartbeat = configuration.heartbeat.components.seconds
        // A broker speaks of cancelled consumers and of its shortages only to those who say that they understand.
        var properties = unsafe pool.table([
            ("connection_name", .text("\(configuration.name) \(purpose)")),
            (
                "capabilities",
                .table([
                    ("consumer_cancel_notify", .flag(true)), ("connection.blocked", .flag(true)),
                    ("authentication_failure_close", .flag(true)), ("exchange_exchange_bindings", .flag(true)),
                ])
            ),
        ])
        let reply = unsafe gnome_amqp_login(
            handle.state, address.virtualHost, CInt(Self.highestChannel), CInt(heartbeat), &properties, address.user,
            address.password.text)
        try unsafe handle.check(reply, "log in")
        pool.recycle()
        if takesLongFrames { handle.takeLongFrames() }
        // The broker may have asked for a shorter one.
        heartbeatCheck = unsafe .milliseconds(Int(amqp_get_heartbeat(handle.state)) * 1000 / 4)
        self.handle = handle
        self.pool = pool
    }

    /// Says goodbye, so that the broker need not wonder; whether it hears is of no matter any more.
    func close() {
        _ = unsafe amqp_connection_close(handle.state, AMQP_REPLY_SUCCESS)
    }

    /// Waits for a signal or for what the pause is for, and never longer than heartbeats allow.
    func wait(_ wakeup: Wakeup, for pause: LinkPause) {
        // What the library has already read never wakes a socket again.
        if pause.toRead, hasInput { return }
        let check = ContinuousClock.now.advanced(by: heartbeatCheck)
        wakeup.wait(
            until: pause.until.map { min($0, check) } ?? check, socket: handle.socket,
            events: (pause.toRead ? POLLIN : 0) | (pause.toWrite ? POLLOUT : 0))
    }

    /// Whether a small message can be written without waiting for the broker to read.
    var hasRoom: Bool { Wakeup.hasRoom(handle.socket) }

    private var hasInput: Bool {
        unsafe amqp_frames_enqueued(handle.state) != 0 || amqp_data_in_buffer(handle.state) != 0
    }
}

// MARK: - Requests

extension AMQPConnection {
    func openChannel(_ channel: UInt16) throws(AMQPFailure) {
        unsafe amqp_channel_open(handle.state, channel)
        try checkReply(channel, "open a channel")
    }

    /// Closes a channel once everything sent on it was dealt with; what was not acknowledged goes back to its queue.
    func closeChannel(_ channel: UInt16) throws(AMQPFailure) {
        let reply = unsafe amqp_channel_close(handle.state, channel, AMQP_REPLY_SUCCESS)
        try unsafe handle.check(reply, "close a channel", on: channel)
    }

    /// Declares all of a topology.
    func declare(_ topology: Topology, on channel: UInt16) throws(AMQPFailure) {
        for exchange in topology.exchanges { try declare(exchange, isPassive: false, on: channel) }
        for queue in topology.queues { try declare(queue, on: channel) }
        for binding in topology.bindings { try declare(binding, on: channel) }
    }

    /// Asks whether an exchange is there; the channel is lost where it is not.
    func find(exchange name: String, on channel: UInt16) throws(AMQPFailure) {
        try declare(Topology.Exchange(name, .topic), isPassive: true, on: channel)
    }

    private func declare(_ exchange: Topology.Exchange, isPassive: Bool, on channel: UInt16) throws(AMQPFailure) {
        unsafe amqp_exchange_declare(
            handle.state, channel, pool.bytes(exchange.name), pool.bytes(exchange.kind.rawValue), isPassive ? 1 : 0,
            1, 0, 0, amqp_empty_table)
        pool.recycle()
        try checkReply(channel, "\(isPassive ? "find" : "declare") the exchange \(exchange.name)", isDeclaration: true)
    }

    private func declare(_ queue: Topology.Queue, on channel: UInt16) throws(AMQPFailure) {
        let arguments = queue.arguments.map { key, value -> (String, AMQPValue) in
            switch value {
            case .text(let text): (key, .text(text))
            case .integer(let integer): (key, .integer(integer))
            }
        }
        unsafe amqp_queue_declare(
            handle.state, channel, pool.bytes(queue.name), 0, 1, 0, 0, pool.table(arguments))
        pool.recycle()
        try checkReply(channel, "declare the queue \(queue.name)", isDeclaration: true)
    }

    /// How many messages wait in a queue, besides those that were handed out; the channel is lost where there is none.
    func waiting(in queue: String, on channel: UInt16) throws(AMQPFailure) -> Int {
        let answer = unsafe amqp_queue_declare(
            handle.state, channel, pool.bytes(queue), 1, 0, 0, 0, amqp_empty_table)
        // Before the check, which lets go of the answer.
        let count = unsafe answer.map { unsafe Int($0.pointee.message_count) }
        pool.recycle()
        try checkReply(channel, "measure the queue \(queue)")
        return count ?? 0
    }

    private func declare(_ binding: Topology.Binding, on channel: UInt16) throws(AMQPFailure) {
        unsafe amqp_queue_bind(
            handle.state, channel, pool.bytes(binding.queue), pool.bytes(binding.exchange), pool.bytes(binding.pattern),
            amqp_empty_table)
        pool.recycle()
        try checkReply(channel, "bind the queue \(binding.queue) to the exchange \(binding.exchange)")
    }

    /// Puts a channel into confirm mode: the broker then speaks for every message published on it.
    func selectConfirms(on channel: UInt16) throws(AMQPFailure) {
        unsafe amqp_confirm_select(handle.state, channel)
        try checkReply(channel, "confirm messages")
    }

    /// Lets deliveries of a queue come on a channel.
    func consume(_ queue: String, prefetch: Int, on channel: UInt16) throws(AMQPFailure) {
        unsafe amqp_basic_qos(handle.state, channel, 0, UInt16(clamping: prefetch), 0)
        try checkReply(channel, "limit deliveries of \(queue)")
        unsafe amqp_basic_consume(
            handle.state, channel, pool.bytes(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table)
        pool.recycle()
        try checkReply(channel, "deliver from the queue \(queue)")
    }

    private func checkReply(_ channel: UInt16, _ task: String, isDeclaration: Bool = false) throws(AMQPFailure) {
        let reply = unsafe amqp_get_rpc_reply(handle.state)
        try unsafe handle.check(reply, task, on: channel, isDeclaration: isDeclaration)
    }
}
