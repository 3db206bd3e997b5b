// SPDX-License-Identifier: Apache-2.0

/// How a connection to a broker fares, for health checks and metrics.
@nonexhaustive
public enum ConnectionState: Sendable {
    /// Not running: `run()` was not called yet, or has returned.
    case stopped
    /// An attempt to connect, log in and declare the topology is under way.
    case connecting
    /// Messages flow.
    case connected
    /// Connected, but the broker takes no messages at present: it is short of memory or disk. It still delivers.
    case blocked(reason: String)
    /// The last attempt failed, and the next is made then.
    case waiting(until: ContinuousClock.Instant, because: TransportError)
}

extension ConnectionState: CustomStringConvertible {
    /// The state in a few words; no secret in it.
    public var description: String {
        switch self {
        case .stopped: "stopped"
        case .connecting: "connecting"
        case .connected: "connected"
        case .blocked(let reason): "blocked: \(reason)"
        case .waiting(_, let error): "waiting: \(error)"
        }
    }
}

extension ConnectionState {
    /// The worse of the states of two connections, of which the health of a transport is made.
    func worse(than other: ConnectionState) -> ConnectionState {
        badness >= other.badness ? self : other
    }

    private var badness: Int {
        switch self {
        case .connected: 0
        case .blocked: 1
        case .connecting: 2
        case .waiting: 3
        case .stopped: 4
        }
    }
}
