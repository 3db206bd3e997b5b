// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads stored frames.
public protocol FrameReading {
    /// One frame; nothing where there is none of that id.
    func frame(_ id: FrameID) throws(StoreError) -> StoredFrame?
    /// The newest frames of one receiver, newest first.
    ///
    /// - Parameters:
    ///   - receiver: The receiver.
    ///   - before: Only frames stored before this one; nothing to begin with the newest.
    ///   - limit: At most so many.
    func frames(of receiver: ReceiverID, before: FrameID?, limit: Int) throws(StoreError) -> [StoredFrame]
    /// The frames of all receivers in the order of storage, or the newest of them.
    ///
    /// - Parameters:
    ///   - after: Only frames stored after this one, oldest first; nothing for the newest `limit`, also oldest first.
    ///   - limit: At most so many.
    func frames(after: FrameID?, limit: Int) throws(StoreError) -> [StoredFrame]
    /// The frames of one receiver in the order of storage, each with what its meaning depends on besides.
    ///
    /// - Parameters:
    ///   - receiver: The receiver.
    ///   - after: Only frames stored after this one; nothing to begin with the oldest.
    ///   - limit: At most so many.
    func history(of receiver: ReceiverID, after: FrameID?, limit: Int) throws(StoreError) -> [HistoricFrame]
    /// The frames of one receiver with the same content, whenever they came, in the order of storage.
    ///
    /// - Parameters:
    ///   - content: A key made by `FrameKey.content(_:)`, without a moment.
    ///   - receiver: The receiver.
    ///   - newest: Only among so many numbers up to the frame that any receiver stored last. Repetitions spend numbers too,
    ///     so these may be fewer frames.
    func frames(
        withContent content: FrameKey, of receiver: ReceiverID, amongNewest newest: Int
    ) throws(StoreError) -> [FrameID]
    /// How many frames are stored.
    func frameCount() throws(StoreError) -> Int
}

/// Stores frames.
public protocol FrameWriting {
    /// Stores frames, each once: a frame whose receiver and key are there already is left out.
    ///
    /// - Returns: One element a draft, in order: the id of the new row, or nothing for a repetition.
    func insert(_ frames: [FrameDraft]) throws(StoreError) -> [FrameID?]
    /// Keeps when receivers last sent something again, each at its place among the receiver's frames.
    ///
    /// At one place only the last is kept, so that what is repeated for months takes no more room than what is repeated once.
    func keepRepetitions(_ repetitions: [RepetitionDraft]) throws(StoreError)
}

/// A frame that is to be stored.
public struct FrameDraft: Sendable, Hashable {
    /// The receiver it belongs to.
    public var receiver: ReceiverID
    /// What makes it the same message as another.
    public var key: FrameKey
    /// What it is.
    public var kind: MessageKind
    /// When the receiver says it made it.
    public var deviceTime: Timestamp?
    /// The frame as it came.
    public var frame: Frame
    /// Whether it waited in quarantine until now, so that younger ones may have been stored before it.
    public var wasHeld: Bool

    /// A draft of these parts.
    public init(
        receiver: ReceiverID, key: FrameKey, kind: MessageKind, deviceTime: Timestamp?, frame: Frame,
        wasHeld: Bool = false
    ) {
        self.receiver = receiver
        self.key = key
        self.kind = kind
        self.deviceTime = deviceTime
        self.frame = frame
        self.wasHeld = wasHeld
    }
}

/// That a receiver sent something again that was stored already.
public struct FrameRepetition: Sendable, Hashable {
    /// When it came again.
    public var receivedAt: Timestamp
    /// How it came again.
    public var way: Way

    /// A repetition of these parts.
    public init(receivedAt: Timestamp, way: Way) {
        self.receivedAt = receivedAt
        self.way = way
    }
}

/// A repetition that is to be kept.
public struct RepetitionDraft: Sendable, Hashable {
    /// Who repeated something; it has a frame that is stored before this place.
    public var receiver: ReceiverID
    /// The first frame of the receiver that was stored later; nothing where the repetition is the last of all.
    public var before: FrameID?
    /// When and how it came again.
    public var repetition: FrameRepetition

    /// A draft of these parts.
    public init(receiver: ReceiverID, before: FrameID? = nil, repetition: FrameRepetition) {
        self.receiver = receiver
        self.before = before
        self.repetition = repetition
    }
}

/// A stored frame, with all that its meaning for the status of its receiver depends on.
public struct HistoricFrame: Sendable, Hashable {
    /// The frame.
    public var stored: StoredFrame
    /// Whether it waited in quarantine before it was stored.
    public var wasHeld: Bool
    /// The last repetition between this frame and the receiver's next one.
    public var repetition: FrameRepetition?

    /// A frame of these parts.
    public init(stored: StoredFrame, wasHeld: Bool, repetition: FrameRepetition?) {
        self.stored = stored
        self.wasHeld = wasHeld
        self.repetition = repetition
    }
}
