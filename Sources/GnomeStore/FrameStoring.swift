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
    /// The next frames of all receivers in the order of storage, as many as may be held at a time.
    ///
    /// - Parameters:
    ///   - after: Only frames stored after this one.
    ///   - limit: At most so many.
    ///   - bytes: Bodies of at most so many bytes together; the first frame comes whatever its size.
    func frames(after: FrameID, limit: Int, bytes: Int) throws(StoreError) -> [StoredFrame]
    /// What is stored after a frame.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - limit: No more than so many are counted.
    func backlog(after frame: FrameID, countingUpTo limit: Int) throws(StoreError) -> FrameBacklog
    /// Looks for the first frame that was received at a moment or later, a stretch at a time.
    ///
    /// Frames lie in the order of storage, and one that had waited in quarantine was received long before; so none can be left
    /// out of the search.
    ///
    /// - Parameters:
    ///   - moment: The moment.
    ///   - after: Only among frames stored after this one.
    ///   - limit: How many are looked at.
    func firstFrame(
        receivedFrom moment: Timestamp, after: FrameID, among limit: Int
    ) throws(StoreError) -> FrameSearch
    /// How many frames are stored.
    func frameCount() throws(StoreError) -> Int
    /// What was received of a receiver in a span of time.
    ///
    /// It is counted when it is asked, so that it follows spans that are corrected; that takes longer the more frames the
    /// receiver has.
    func contacts(of receiver: ReceiverID, during span: Interval) throws(StoreError) -> ContactSpan
}

/// What was received of a receiver in a span of time.
public struct ContactSpan: Sendable, Hashable {
    /// How many frames.
    public var frames: Int
    /// When the first of them was received.
    public var first: Timestamp?
    /// When the last of them was received.
    public var last: Timestamp?

    /// A span of these parts.
    public init(frames: Int = 0, first: Timestamp? = nil, last: Timestamp? = nil) {
        self.frames = frames
        self.first = first
        self.last = last
    }
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

/// What lies behind a frame.
public struct FrameBacklog: Sendable, Hashable {
    /// How many frames there are, as far as they were counted.
    public var frames: Int
    /// When the first of them was received; nothing where there is none.
    public var oldest: Timestamp?

    /// A backlog of these parts.
    public init(frames: Int, oldest: Timestamp?) {
        self.frames = frames
        self.oldest = oldest
    }
}

/// How a search through a stretch of frames ended.
public enum FrameSearch: Sendable, Hashable {
    /// This is the frame.
    case found(FrameID)
    /// It is not among those up to this one, and the search goes on behind it.
    case passed(FrameID)
    /// There are no further frames.
    case ended
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
