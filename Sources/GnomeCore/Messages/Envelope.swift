// SPDX-License-Identifier: Apache-2.0

/// Our own message format, version 1: a JSON object around a body of any kind.
///
/// ```json
/// {"v": 1, "id": "0198c1d2-…", "serial": "SG-F28CRPI33503", "boot": "5f0c…", "seq": 17,
///  "time": "2026-05-01T12:00:00Z", "kind": "status", "next": 3600, "body": {…}}
/// ```
///
/// `v`, `serial` and `kind` must be there. Keys that this version does not know are kept.
public struct Envelope: Sendable, Hashable {
    /// The sender's id of this message, the same whenever it sends it again.
    public var id: String?
    /// The serial as the sender wrote it.
    public var serial: String
    /// A random id of the sender's boot; with `sequence` it names a message.
    public var boot: String?
    /// A number that grows by one a message within one boot.
    public var sequence: Int64?
    /// When the sender made it, by its own clock.
    public var time: Timestamp?
    /// What the body is.
    public var kind: String
    /// How long until the sender will be back, if it says so.
    public var next: Duration?
    /// The body.
    public var body: JSONValue
    /// Every other key.
    public var extras: [String: JSONValue]

    /// An envelope of these parts.
    public init(
        id: String? = nil, serial: String, boot: String? = nil, sequence: Int64? = nil, time: Timestamp? = nil,
        kind: String, next: Duration? = nil, body: JSONValue = .null, extras: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.serial = serial
        self.boot = boot
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.next = next
        self.body = body
        self.extras = extras
    }

    /// Reads the members of a JSON object that has a `v`.
    ///
    /// - Throws: `CodecError` where the version is another, or `serial` or `kind` is missing.
    init(members: [String: JSONValue]) throws(CodecError) {
        var rest = members
        let version = rest.removeValue(forKey: "v")
        guard version?.lenientInteger == 1 else {
            throw CodecError("expected envelope version 1, found \(version?.compactText.prefix(40) ?? "none")")
        }
        guard let serial = rest.removeValue(forKey: "serial")?.text else {
            throw CodecError("expected a key “serial” with text")
        }
        guard let kind = rest.removeValue(forKey: "kind")?.text, !kind.isEmpty else {
            throw CodecError("expected a key “kind” with text")
        }
        self.serial = serial
        self.kind = kind
        id = Self.take("id", from: &rest) { $0.text.flatMap { $0.isEmpty ? nil : $0 } }
        boot = Self.take("boot", from: &rest) { $0.text.flatMap { $0.isEmpty ? nil : $0 } }
        sequence = Self.take("seq", from: &rest, \.lenientInteger)
        time = Self.take("time", from: &rest, \.lenientTime)
        next = Self.take("next", from: &rest) { $0.lenientNumber.flatMap(Duration.init(reasonableSeconds:)) }
        body = rest.removeValue(forKey: "body") ?? .null
        extras = rest
    }

    /// Takes a key out where its value can be read; an unreadable value stays, so that it is kept.
    private static func take<Value>(
        _ key: String, from rest: inout [String: JSONValue], _ read: (JSONValue) -> Value?
    ) -> Value? {
        guard let value = rest[key].flatMap(read) else { return nil }
        rest[key] = nil
        return value
    }

    /// The message as bytes, with sorted keys.
    public var bytes: [UInt8] {
        var members = extras
        members["v"] = .integer(1)
        members["serial"] = .string(serial)
        members["kind"] = .string(kind)
        if let id { members["id"] = .string(id) }
        if let boot { members["boot"] = .string(boot) }
        if let sequence { members["seq"] = .integer(sequence) }
        if let time { members["time"] = .string(time.description) }
        if let next { members["next"] = .number(next.seconds) }
        if body != .null { members["body"] = body }
        return JSONValue.object(members).bytes
    }
}
