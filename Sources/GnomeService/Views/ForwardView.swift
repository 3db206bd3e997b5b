// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

/// A forward as the API shows it: one flat object.
public struct ForwardView: Sendable, Hashable, Codable {
    /// What people call it.
    public var name: String
    /// Where to, and which frames.
    public var target: ForwardTarget
    /// How it fares.
    public var status: Status
    /// What signs what is posted; only in the answer to whoever added it, where the server made it.
    public var secret: String?

    /// How a forward fares.
    public struct Status: Sendable, Hashable, Codable {
        /// Whether it goes on.
        public var state: ForwardState
        /// The last frame that was passed on or passed over.
        public var cursor: FrameID
        /// How many frames are stored behind that, counted up to a million.
        public var lagFrames: Int
        /// How long ago the first of those was received.
        public var lagSeconds: Double
        /// Whether its target is asked.
        public var breaker: CircuitBreaker.State
        /// How many attempts in a row have failed.
        public var failures: Int
        /// Until when nothing is tried, after a failure.
        public var retryAt: Timestamp?
        /// What went wrong the last time.
        public var error: String?
        /// Who has it, or had it last.
        public var worker: String?
        /// When it was added.
        public var createdAt: Timestamp
    }

    /// The view of a forward at a moment.
    public init(
        _ status: ForwardService.Status, at now: Timestamp, policy: CircuitBreaker.Policy, secret: String? = nil
    ) {
        let (forward, progress) = (status.forward, status.forward.progress)
        name = forward.name.rawValue
        target = forward.target
        self.secret = secret
        self.status = Status(
            state: progress.state, cursor: progress.cursor, lagFrames: status.backlog.frames,
            lagSeconds: status.lag(at: now).seconds, breaker: progress.breaker.state(at: now, by: policy),
            failures: progress.breaker.failures, retryAt: progress.breaker.retryAt, error: progress.error,
            worker: forward.worker, createdAt: forward.createdAt)
    }

    private enum Key: String, CodingKey { case name, secret }

    /// Reads one flat object.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        secret = try container.decodeIfPresent(String.self, forKey: .secret)
        target = try ForwardTarget(from: decoder)
        status = try Status(from: decoder)
    }

    /// Writes one flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(secret, forKey: .secret)
        try target.encode(to: encoder)
        try status.encode(to: encoder)
    }
}
