// SPDX-License-Identifier: Apache-2.0

/// What a stored frame means for the status of its receiver.
public struct StatusEvent: Sendable, Hashable {
    /// The frame.
    public var frame: FrameID
    /// What it is.
    public var kind: MessageKind
    /// How it came.
    public var way: Way
    /// When it came.
    public var receivedAt: Timestamp
    /// How long until the sender will be back, where it said so.
    public var announcedDelay: Duration?
    /// Whether it waited in quarantine, so that younger ones may have been taken in before it.
    public var wasHeld: Bool

    /// An event of these parts.
    public init(
        frame: FrameID, kind: MessageKind, way: Way, receivedAt: Timestamp, announcedDelay: Duration?,
        wasHeld: Bool = false
    ) {
        self.frame = frame
        self.kind = kind
        self.way = way
        self.receivedAt = receivedAt
        self.announcedDelay = announcedDelay
        self.wasHeld = wasHeld
    }

    /// The event of a message in a stored frame.
    public init(_ message: Message, frame: FrameID, of source: Frame, wasHeld: Bool = false) {
        self.init(
            frame: frame, kind: message.kind, way: source.way, receivedAt: source.receivedAt,
            announcedDelay: message.announcedDelay, wasHeld: wasHeld)
    }
}

/// What follows from an event beyond the state itself.
public enum StatusEffect: Sendable, Hashable {
    /// The receiver was heard for the first time.
    case firstContact
    /// The receiver was heard again after it was due; so long after its last contact.
    case returned(after: Duration)
}

extension ReceiverStatus {
    /// Takes in one event; the same events in the same order give the same state.
    ///
    /// What waited in quarantine may come after younger frames: it counts, but moves no time backwards. Of all else the order
    /// of storage decides, also where the time goes back: then it is the server's clock that was wrong before.
    public mutating func fold(_ event: StatusEvent, policy: ContactPolicy) -> [StatusEffect] {
        var effects: [StatusEffect] = []
        if let lastContactAt {
            if contact(at: event.receivedAt, policy: policy) != .online {
                effects.append(.returned(after: lastContactAt.duration(to: event.receivedAt)))
            }
        } else {
            effects.append(.firstContact)
        }

        frames += 1
        firstContactAt = min(firstContactAt ?? event.receivedAt, event.receivedAt)
        if !event.wasHeld || event.receivedAt >= lastContactAt ?? event.receivedAt {
            lastContactAt = event.receivedAt
            lastContactWay = event.way
            if let delay = event.announcedDelay { nextContactAt = event.receivedAt.advanced(by: delay) }
        }
        if event.kind == .info, !event.wasHeld || event.receivedAt >= lastReportAt ?? event.receivedAt {
            lastReport = event.frame
            lastReportAt = event.receivedAt
        }
        return effects
    }
    /// Takes in that a receiver sent something again that is stored already: no new frame, and a contact all the same.
    public mutating func touch(at moment: Timestamp, way: Way) {
        lastContactAt = moment
        lastContactWay = way
    }
}
