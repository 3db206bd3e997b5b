// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Why something could not be moved.
public struct TransportError: Classified, CustomDebugStringConvertible {
    /// What went wrong, and so what to do.
    @nonexhaustive
    public enum Code: String, Sendable, Hashable {
        /// The other side can't be reached, or went away.
        case unreachable
        /// The other side did not answer in time.
        case timeout
        /// The other side refused the credentials or the permission.
        case denied
        /// The queue, exchange or address does not exist.
        case notFound
        /// What exists differs from what was asked for (a queue with other arguments).
        case mismatch
        /// Nobody would get the message: it was returned.
        case unroutable
        /// The other side refused to take responsibility (a full queue); later it may.
        case rejected
        /// The transport is stopping or was never started.
        case stopped
        /// The request can't be sent as it is: too large, a wrong address or setting.
        case invalid
        /// The other side broke the protocol.
        case protocolViolation
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for people; no payload and no secret in it.
    public let message: String
    /// What the library or the other side said: for the log.
    public let detail: String?
    /// For how long the other side asks to be left alone; nothing where it does not say.
    public let pause: Duration?

    /// An error of these parts.
    public init(_ code: Code, _ message: String, detail: String? = nil, pause: Duration? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
        self.pause = pause
    }

    /// What to do about it.
    public var disposition: Disposition {
        switch code {
        case .unreachable, .timeout, .rejected, .stopped: .unavailable
        case .denied: .denied
        case .notFound, .unroutable: .notFound
        case .mismatch: .conflict
        case .invalid: .invalid
        case .protocolViolation: .retry
        }
    }

    /// The sentence for people.
    public var description: String { message }
    /// The sentence with what the other side said.
    public var debugDescription: String { detail.map { "\(message) (\(code.rawValue): \($0))" } ?? message }
}
