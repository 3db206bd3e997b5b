// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// A stored message as the API shows it.
public struct MessageView: Sendable, Hashable, Codable {
    /// Its place in the order of storage.
    public var id: FrameID
    /// The receiver it is from.
    public var serial: Serial
    /// What it is.
    public var kind: MessageKind
    /// How it came.
    public var way: Way
    /// Where on that way.
    public var route: String
    /// When it came.
    public var receivedAt: Timestamp
    /// When the receiver says it made it.
    public var deviceTime: Timestamp?
    /// Its size in bytes, as it came.
    public var size: Int
    /// What the transport knew of the sender.
    public var proof: ProofKind
    /// One line for people.
    public var summary: String

    /// The view of a stored frame.
    public init(_ stored: StoredFrame) {
        id = stored.id
        serial = stored.serial
        kind = stored.kind
        way = stored.frame.way
        route = stored.frame.route
        receivedAt = stored.frame.receivedAt
        deviceTime = stored.deviceTime
        size = stored.frame.body.count
        proof = stored.frame.proof.kind
        summary = stored.message?.summary ?? ""
    }
}

extension StoredFrame {
    /// The message in it; nothing where this version can't read what an earlier one could.
    public var message: Message? { try? ReadFrame(Intake(frame)).result.get().message }
}
