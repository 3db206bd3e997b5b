// SPDX-License-Identifier: Apache-2.0
// Bridge file: wraps amqp_connection_state_t and its socket. Everything else about a connection builds on this handle.

import CRabbitMQ
import Glibc
import GnomeCore

/// The C library's connection, freed with this.
@safe struct AMQPHandle: ~Copyable {
    let state: amqp_connection_state_t

    init() {
        guard let state = unsafe amqp_new_connection() else {
            fatalError("The system has no more memory to give.")
        }
        unsafe self.state = state
    }

    deinit { unsafe amqp_destroy_connection(state) }

    /// Below 0 where the socket is closed.
    var socket: CInt { unsafe amqp_get_sockfd(state) }

    /// Connects, and bounds everything that may wait for the other side from then on.
    func open(_ address: BrokerAddress, _ configuration: RabbitMQConfiguration) throws(AMQPFailure) {
        var limit = timeval(configuration.answerTimeout)
        unsafe amqp_set_handshake_timeout(state, &limit)
        unsafe amqp_set_rpc_timeout(state, &limit)
        let socket = unsafe try address.usesTLS ? secureSocket(configuration) : plainSocket()
        let status = unsafe amqp_socket_open_noblock(socket, address.host, CInt(address.port), &limit)
        try check(status, "connect to \(address.host) port \(address.port)")
        // The library waits without limit for a broker that does not read, as one that is short of memory does not: the
        // kernel shall give such a connection up.
        var milliseconds = CUnsignedInt(clamping: configuration.publishTimeout.microseconds / 1000)
        unsafe setsockopt(
            self.socket, CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds,
            socklen_t(MemoryLayout.size(ofValue: milliseconds)))
    }

    /// Takes frames up to twice as long as was agreed with the broker, which goes on taking the agreed ones only.
    ///
    /// A broker adds headers to a message that comes again or is a dead letter, and sends them in one frame even where that
    /// is longer than agreed: a message whose own headers filled a frame would end each connection that it comes over.
    func takeLongFrames() {
        let agreed = unsafe amqp_get_frame_max(state)
        _ = unsafe amqp_tune_connection(state, amqp_get_channel_max(state), 2 * agreed, amqp_get_heartbeat(state))
    }

    private func plainSocket() -> OpaquePointer? { unsafe amqp_tcp_socket_new(state) }

    /// A socket for TLS, which verifies the certificate's authority and name as the library does by default.
    private func secureSocket(_ configuration: RabbitMQConfiguration) throws(AMQPFailure) -> OpaquePointer? {
        guard let socket = unsafe amqp_ssl_socket_new(state) else { return nil }
        try unsafe check(
            amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST), "ask for TLS 1.2 or newer")
        try unsafe check(
            amqp_ssl_socket_set_cacert(socket, configuration.trustedAuthorities), "read the trusted authorities")
        return unsafe socket
    }

    /// Makes a failure of a status of the library.
    func check(_ status: CInt, _ task: String) throws(AMQPFailure) {
        guard status < 0 else { return }
        let code: TransportError.Code =
            switch amqp_status_enum(status) {
            case AMQP_STATUS_TIMEOUT, AMQP_STATUS_HEARTBEAT_TIMEOUT: .timeout
            case AMQP_STATUS_BAD_AMQP_DATA, AMQP_STATUS_UNEXPECTED_STATE, AMQP_STATUS_WRONG_METHOD,
                AMQP_STATUS_INCOMPATIBLE_AMQP_VERSION, AMQP_STATUS_UNKNOWN_CLASS, AMQP_STATUS_UNKNOWN_METHOD:
                .protocolViolation
            default: .unreachable
            }
        let words = unsafe amqp_error_string2(status).map { unsafe String(cString: $0) }
        throw AMQPFailure(
            scope: .connection,
            error: TransportError(code, "The attempt to \(task) failed.", detail: words))
    }
}

extension timeval {
    init(_ duration: Duration) {
        let microseconds = Int(duration.microseconds)
        self.init(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    }
}
