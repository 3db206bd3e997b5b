// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A stored frame as it is told to others: one JSON object, described in `Docs/schemas/forward-event.json`.
///
/// ```json
/// {"v": 1, "id": "SG-F28CRPI33503.17.1777636800000000", "frame": 17, "kind": "envelope", "serial": "SG-F28CRPI33503",
///  "project": 9, "station": "Spruce Haven", "receivedAt": "2026-05-01T12:00:00Z", "way": "amqp", "route": "…",
///  "proof": "broker", "attributes": {}, "size": 42, "body": {…}}
/// ```
///
/// What there is nothing of is left out.
public struct ForwardEvent: Sendable, Hashable {
    /// What a frame said, as far as it is passed on.
    public enum Body: Sendable, Hashable {
        /// JSON, byte for byte as it came.
        case json([UInt8])
        /// Anything else.
        case bytes([UInt8])
        /// More than ``ForwardEvent/bodyLimit``: whoever wants it asks the server for the frame.
        case omitted

        /// How many bytes are passed on, before they are spelled in an event.
        public var count: Int {
            switch self {
            case .json(let bytes), .bytes(let bytes): bytes.count
            case .omitted: 0
            }
        }
    }

    /// The largest body that is passed on, in bytes (512 KiB): an event must fit a message of a broker.
    public static let bodyLimit = 512 << 10

    /// The frame; its own body is the packed one.
    public let stored: StoredFrame
    /// The project of Motus that its receiver is in.
    public let project: Int64?
    /// What that project calls the receiver's deployment.
    public let station: String?
    /// What the frame said.
    public let body: Body
    /// How the body is still packed, where it could not be unpacked.
    private let contentEncoding: String?
    private let size: Int

    /// The event of a frame.
    ///
    /// - Parameters:
    ///   - stored: The frame.
    ///   - unpacked: Its body, unpacked; nothing where it can't be.
    ///   - deployment: What Motus knows of its receiver.
    public init(_ stored: StoredFrame, unpacked: [UInt8]?, deployment: MotusDeployment?) {
        self.stored = stored
        project = deployment?.projectID
        station = deployment?.name
        let content = unpacked ?? stored.frame.body
        size = content.count
        contentEncoding = unpacked == nil ? stored.frame.contentEncoding : nil
        body =
            if content.count > Self.bodyLimit { .omitted } else if JSONValue(bytes: content) != nil {
                .json(content)
            } else {
                .bytes(content)
            }
    }

    /// What makes it the same event as another, however often it is sent: serial, number and time of receiving.
    ///
    /// The number alone would come again in a store that was put back to an earlier state.
    public var id: String { "\(stored.serial).\(stored.id.rawValue).\(stored.frame.receivedAt.microseconds)" }

    /// The event as JSON: sorted keys, no blanks but those of a JSON body, which stands last as it came.
    public var bytes: [UInt8] {
        var members: [String: JSONValue] = [
            "v": .integer(1), "id": .string(id), "frame": .integer(stored.id.rawValue),
            "kind": .string(stored.kind.rawValue), "serial": .string(stored.serial.text),
            "receivedAt": .string(stored.frame.receivedAt.description), "way": .string(stored.frame.way.rawValue),
            "route": .string(stored.frame.route), "proof": .string(stored.frame.proof.kind.rawValue),
            "attributes": .object(stored.frame.attributes.mapValues(JSONValue.string)), "size": .integer(Int64(size)),
        ]
        members["project"] = project.map(JSONValue.integer)
        members["station"] = station.map(JSONValue.string)
        members["deviceTime"] = stored.deviceTime.map { .string($0.description) }
        members["contentType"] = stored.frame.contentType.map(JSONValue.string)
        members["contentEncoding"] = contentEncoding.map(JSONValue.string)
        let json: [UInt8]
        switch body {
        case .json(let bytes): json = bytes
        case .bytes(let bytes):
            members["bodyBase64"] = .string(Data(bytes).base64EncodedString())
            return JSONValue.object(members).bytes
        case .omitted:
            members["bodyOmitted"] = .bool(true)
            return JSONValue.object(members).bytes
        }
        // The body as it came: numbers keep their digits, and it is not written a second time.
        return JSONValue.object(members).bytes.dropLast() + Array(#","body":"#.utf8) + json + Array("}".utf8)
    }
}
