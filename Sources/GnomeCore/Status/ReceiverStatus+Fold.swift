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

    /// An event of these parts.
    public init(frame: FrameID, kind: MessageKind, way: Way, receivedAt: Timestamp, announcedDelay: Duration?) {
        self.frame = frame
        self.kind = kind
        self.way = way
        self.receivedAt = receivedAt
        self.announcedDelay = announcedDelay
    }

    /// The event of a message in a stored frame.
    public init(_ message: Message, frame: FrameID, of source: Frame) {
        self.init(
            frame: frame, kind: message.kind, way: source.way, receivedAt: source.receivedAt,
            announcedDelay: message.announcedDelay)
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
    /// Frames that waited in quarantine come after younger ones: they count, but move no time backwards.
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
        if event.receivedAt >= lastContactAt ?? event.receivedAt {
            lastContactAt = event.receivedAt
            lastContactWay = event.way
            if let delay = event.announcedDelay { nextContactAt = event.receivedAt.advanced(by: delay) }
        }
        if event.kind == .info, event.receivedAt >= lastReportAt ?? event.receivedAt {
            lastReport = event.frame
            lastReportAt = event.receivedAt
        }
        return effects
    }
}
