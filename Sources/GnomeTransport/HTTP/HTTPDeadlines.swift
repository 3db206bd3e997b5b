// SPDX-License-Identifier: Apache-2.0

/// How long each part of an exchange may take at most, however busy the connection looks.
///
/// A limit on silence alone is no limit: a client that sends one byte a second is never silent. These count from the
/// start of each part.
public struct HTTPDeadlines: Sendable, Hashable {
    /// From a connection's start, or a request line on one that was kept, to the end of the head.
    public var head: Duration = .seconds(10)
    /// How long a connection is kept between two requests.
    public var idle: Duration = .seconds(30)
    /// For a body or an answer of no size; each ``minimumRate`` bytes add a second.
    public var transfer: Duration = .seconds(30)
    /// The bytes a second that a body must come with and an answer be read with, beyond ``transfer``.
    public var minimumRate = 500
    /// How long the application may take for an answer; after it the client gets 503.
    public var handling: Duration = .seconds(60)
    /// How long what a refused client still sends is read and thrown away, so that it gets to read the refusal.
    public var linger: Duration = .seconds(2)

    /// The deadlines of a server that serves receivers behind slow links.
    public init() {}
}

/// What a connection is doing and since when: enough to say when it will have taken too long.
struct ConnectionProgress {
    enum Phase: Hashable {
        /// No request has begun; `isFresh` before the first one.
        case waiting(isFresh: Bool)
        /// The request line is there.
        case head
        /// The body is coming.
        case receiving
        /// The application has the request.
        case handling
        /// The answer is being sent.
        case answering
    }

    private(set) var phase = Phase.waiting(isFresh: true)
    private var since: ContinuousClock.Instant
    private var bytes = 0

    /// The progress of a connection that begins now.
    init(at now: ContinuousClock.Instant) { since = now }

    /// Enters the next phase.
    ///
    /// - Parameter bytes: What there is to send in `answering`.
    mutating func enter(_ next: Phase, bytes: Int = 0, at now: ContinuousClock.Instant) {
        // A fresh connection's time for the head runs from its start, not from the request line.
        if phase != .waiting(isFresh: true) || next != .head { since = now }
        (phase, self.bytes) = (next, bytes)
    }

    /// Counts bytes of the body that came.
    mutating func receive(_ count: Int) { bytes += count }

    /// When the present phase will have taken too long.
    func deadline(_ deadlines: HTTPDeadlines) -> ContinuousClock.Instant {
        switch phase {
        case .waiting(isFresh: true), .head: since + deadlines.head
        case .waiting(isFresh: false): since + deadlines.idle
        case .handling: since + deadlines.handling
        case .receiving, .answering:
            since + deadlines.transfer + .seconds(Double(bytes) / Double(max(deadlines.minimumRate, 1)))
        }
    }
}
