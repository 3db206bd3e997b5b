// SPDX-License-Identifier: Apache-2.0

/// One inbound message exactly as it came, with the way it took and who it proved to be.
///
/// A frame is kept whatever becomes of it: decoded, it is folded into the status of its receiver; undecodable or of
/// doubtful origin, it waits in quarantine.
public struct Frame: Sendable, Hashable {
    /// How it came.
    public var way: Way
    /// Where on that way: a path (`/agent/info`) or an exchange and routing key (`gnome.uplink/SG-….status`).
    public var route: String
    /// When the server took it in, by the server's clock.
    public var receivedAt: Timestamp
    /// The media type that the sender named, if any.
    public var contentType: String?
    /// How the body is packed (`gzip`), as the sender named it, if at all.
    public var contentEncoding: String?
    /// What else came with it: query items of a path, `message-id` and the like of AMQP.
    public var attributes: [String: String]
    /// What the transport knows of the sender.
    public var proof: IdentityProof
    /// The bytes as they came, packed or not.
    public var body: [UInt8]

    /// A frame of these parts.
    public init(
        way: Way, route: String, receivedAt: Timestamp, contentType: String? = nil, contentEncoding: String? = nil,
        attributes: [String: String] = [:], proof: IdentityProof = .none, body: [UInt8]
    ) {
        self.way = way
        self.route = route
        self.receivedAt = receivedAt
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.attributes = attributes
        self.proof = proof
        self.body = body
    }
}

/// How a frame came to the server.
public enum Way: String, Sendable, Hashable, Codable, CaseIterable {
    case http, amqp
    case inProcess = "in-process"
    case file
}

/// What the transport knows of who sent a frame.
///
/// Only what is proven counts as identity; the rest is a claim.
public enum IdentityProof: Sendable, Hashable {
    /// Nothing: anybody with access to the way could have sent it.
    case none
    /// The broker vouches that this user published it (`user_id`, which RabbitMQ validates).
    case brokerUser(String)
    /// The sender showed this key under this name (HTTP Basic). Whether it is the right key, the register decides.
    case key(user: String, digest: KeyDigest)
}

extension IdentityProof {
    /// What kind of proof it is, without the proof itself.
    public var kind: ProofKind {
        switch self {
        case .none: .none
        case .brokerUser: .broker
        case .key: .key
        }
    }
}

/// The word for what a transport knew of a sender.
public enum ProofKind: String, Sendable, Hashable, Codable, CaseIterable {
    case none, broker, key
}

/// A key of a receiver, or another random secret, as the server keeps it: its SHA-256, never the key.
///
/// Receiver keys are 128 random bits (`receivers.md` §1.2), and the secrets that the server makes are 256, so that a fast
/// hash is right: there is nothing to guess.
public struct KeyDigest: Sendable, Hashable, CustomStringConvertible {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// A digest of exactly 32 bytes; nothing for any other count.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The first eight hex digits, enough to tell two keys apart and useless to anybody else.
    public var description: String { bytes.prefix(4).hex }
}

extension KeyDigest: Codable {
    /// Reads 64 hexadecimal digits.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where it is anything else.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = [UInt8](hex: try container.decode(String.self)), let digest = KeyDigest(bytes: bytes) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected 64 hexadecimal digits")
        }
        self = digest
    }

    /// Writes 64 hexadecimal digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes.hex)
    }
}

/// Identifies a stored frame; grows with the order of storage.
public struct FrameID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The frame of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was stored before another.
    public static func < (lhs: FrameID, rhs: FrameID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What makes two frames of one receiver the same message, so that it is stored once however often it comes.
///
/// It is what the sender guarantees: its message id, or its place in the sequence of one boot where the boot id is
/// random. Where a sender gives neither, it is the content's own.
public struct FrameKey: RawRepresentable, Sendable, Hashable {
    /// Text that begins with the kind of key: `id:`, `seq:`, `sha256:`, `log:`, `cmd:`.
    public let rawValue: String
    /// A key from its text.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The sender's own message id, with the beginning of the content's digest.
    ///
    /// Some senders count their ids from one after each start: the same id with other content is another message.
    public static func message(id: String, content digest: [UInt8]) -> FrameKey {
        FrameKey(rawValue: "id:\(id):\(digest.prefix(8).hex)")
    }
    /// A place in the sequence of one boot, which has a random id.
    public static func sequence(boot: String, number: Int64) -> FrameKey {
        FrameKey(rawValue: "seq:\(boot):\(number)")
    }
    /// The content itself, by its SHA-256, unpacked.
    public static func content(_ digest: [UInt8]) -> FrameKey { FrameKey(rawValue: "sha256:\(digest.hex)") }
    /// The content at its place in a log file.
    public static func content(_ digest: [UInt8], of chunk: LogChunk) -> FrameKey {
        FrameKey(rawValue: "log:\(chunk.file):\(chunk.position):\(digest.hex)")
    }
    /// The content as the result of a command.
    public static func content(_ digest: [UInt8], ofCommand sequence: Int64) -> FrameKey {
        FrameKey(rawValue: "cmd:\(sequence):\(digest.hex)")
    }
    /// The content as it came at one moment: equal content at another moment is another message.
    public static func content(_ digest: [UInt8], at moment: Timestamp) -> FrameKey {
        FrameKey(rawValue: "sha256:\(digest.hex)@\(moment.microseconds)")
    }
}

/// A frame as it lies in the store.
public struct StoredFrame: Sendable, Hashable {
    /// Its place in the order of storage.
    public var id: FrameID
    /// The receiver it belongs to.
    public var receiver: ReceiverID
    /// The serial of that receiver.
    public var serial: Serial
    /// What it is.
    public var kind: MessageKind
    /// When the receiver says it made it, by its own clock.
    public var deviceTime: Timestamp?
    /// The frame as it came.
    public var frame: Frame

    /// A stored frame of these parts.
    public init(
        id: FrameID, receiver: ReceiverID, serial: Serial, kind: MessageKind, deviceTime: Timestamp?, frame: Frame
    ) {
        self.id = id
        self.receiver = receiver
        self.serial = serial
        self.kind = kind
        self.deviceTime = deviceTime
        self.frame = frame
    }
}
