// SPDX-License-Identifier: Apache-2.0

/// Why something on a connection failed, and how much of the connection is left.
struct AMQPFailure: Error {
    /// What a failure took with it.
    enum Scope: Hashable {
        /// The channel: the broker closed it, the connection goes on.
        case channel
        /// The connection.
        case connection
    }

    let scope: Scope
    let error: TransportError
}
