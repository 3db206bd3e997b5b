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
    /// The frames of one receiver with the same content, whenever they came, in the order of storage.
    ///
    /// - Parameters:
    ///   - content: A key made by `FrameKey.content(_:)`, without a moment.
    ///   - receiver: The receiver.
    ///   - newest: Only among so many frames that any receiver stored last.
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

    /// A draft of these parts.
    public init(receiver: ReceiverID, key: FrameKey, kind: MessageKind, deviceTime: Timestamp?, frame: Frame) {
        self.receiver = receiver
        self.key = key
        self.kind = kind
        self.deviceTime = deviceTime
        self.frame = frame
    }
}
