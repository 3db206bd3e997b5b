// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension BrokerAccount {
    /// Something that a broker asks about, as its plugin `rabbitmq_auth_backend_http` words it.
    public enum Question: Sendable, Hashable {
        /// May it use an exchange or a queue: for `configure`, `write` or `read`?
        case resource(kind: String, name: String, permission: String)
        /// May it use a topic exchange with this routing key: to `write` or `read`?
        case topic(exchange: String, routingKey: String, permission: String)
    }

    /// Whether it may: the same as the patterns say, and narrower where a name is that of the other kind of thing.
    public func permits(_ question: Question) -> Bool {
        switch question {
        case .resource("exchange", Frame.uplinkExchange, "write"): true
        case .resource("queue", queue, "read"): true
        case .topic(Frame.uplinkExchange, let key, "write"): isOwn(key)
        default: false
        }
    }

    private func isOwn(_ routingKey: String) -> Bool {
        let kind = routingKey.utf8.dropFirst(user.utf8.count + 1)
        return routingKey.utf8.starts(with: "\(user).".utf8) && !kind.isEmpty
            && kind.allSatisfy { Self.isNameByte($0) || $0 == UInt8(ascii: ".") }
    }
}
