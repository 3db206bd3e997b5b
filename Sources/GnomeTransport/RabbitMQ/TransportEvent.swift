// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Something about its connections that a transport wants to be known: what to log, count and alert on.
@nonexhaustive
public enum TransportEvent: Sendable {
    /// Which of its two connections a transport speaks of.
    public enum Link: String, Sendable, Hashable { case consuming, publishing }

    /// A connection is made, and the topology declared on it.
    case connected(Link)
    /// A connection was lost or could not be made; the next attempt follows after a wait.
    case lost(Link, TransportError, retryAfter: Duration)
    /// The publishing channel was closed by the broker; the next is opened after a wait.
    case publishingInterrupted(TransportError, retryAfter: Duration)
    /// The broker takes no messages at present.
    case blocked(reason: String)
    /// The broker takes messages again.
    case unblocked
    /// A queue is consumed.
    case subscribed(queue: String)
    /// So many messages wait in a queue that is consumed: those at the broker that nobody was given yet.
    case measured(queue: String, waiting: Int)
    /// The broker ended a subscription, or it could not be made; the next attempt follows after a wait.
    case interrupted(queue: String, TransportError, retryAfter: Duration)
}

extension TransportEvent {
    /// Whether somebody should look at it, should it go on.
    public var isTrouble: Bool {
        switch self {
        case .connected, .unblocked, .subscribed, .measured: false
        case .lost, .publishingInterrupted, .blocked, .interrupted: true
        }
    }
}

extension TransportEvent: CustomStringConvertible {
    /// One line for the log; no payload and no secret in it.
    public var description: String {
        switch self {
        case .connected(let link): "The \(link) connection to the broker is made"
        case .lost(let link, let error, let wait):
            "The \(link) connection to the broker is lost: \(Self.line(error, wait))"
        case .publishingInterrupted(let error, let wait): "Publishing is interrupted: \(Self.line(error, wait))"
        case .blocked(let reason): "The broker takes no messages at present: \(reason)"
        case .unblocked: "The broker takes messages again"
        case .subscribed(let queue): "Consuming \(queue)"
        case .measured(let queue, let waiting): "Messages that wait in \(queue): \(waiting)"
        case .interrupted(let queue, let error, let wait):
            "Consuming \(queue) is interrupted: \(Self.line(error, wait))"
        }
    }

    private static func line(_ error: TransportError, _ wait: Duration) -> String {
        "\(error.debugDescription); next attempt in \(wait.microseconds / 1000) ms"
    }
}
