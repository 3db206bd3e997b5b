// SPDX-License-Identifier: Apache-2.0

/// Something that a receiver is asked to do, as it is sent to it: a JSON object, version 1.
///
/// ```json
/// {"v": 1, "id": "0198c1d2-…", "serial": "SG-F28CRPI33503", "name": "restart", "arguments": {"service": "sg-control"},
///  "expires": "2026-05-02T12:00:00Z"}
/// ```
///
/// `v`, `id`, `serial` and `name` must be there. Keys that this version does not know are kept.
public struct Command: Sendable, Hashable {
    /// The longest id, in bytes: with what is added to it, it must fit a message id of AMQP.
    public static let idLimit = 128

    /// What tells it from every other command, also from the same wish uttered again; visible ASCII.
    public var id: String
    /// The receiver that it is for.
    public var serial: String
    /// What is to be done.
    public var name: String
    /// With what.
    public var arguments: [String: JSONValue]
    /// When it has lost its sense, by the clock of the receiver.
    public var expires: Timestamp?
    /// Every other key.
    public var extras: [String: JSONValue]

    /// A command of these parts.
    public init(
        id: String, serial: String, name: String, arguments: [String: JSONValue] = [:], expires: Timestamp? = nil,
        extras: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.serial = serial
        self.name = name
        self.arguments = arguments
        self.expires = expires
        self.extras = extras
    }

    /// Reads a command as it was sent.
    ///
    /// - Throws: `CodecError` where it is no JSON object, of another version, or lacks what must be there.
    public init(bytes: [UInt8]) throws(CodecError) {
        guard let json = JSONValue(bytes: bytes) else {
            throw CodecError("expected a command as JSON, found something else")
        }
        try self.init(json)
    }

    /// Reads a command that is part of something.
    ///
    /// - Throws: As ``init(bytes:)``.
    public init(_ json: JSONValue) throws(CodecError) {
        guard case .object(var rest) = json else { throw CodecError("expected a command as a JSON object") }
        guard rest.removeValue(forKey: "v")?.lenientInteger == 1 else {
            throw CodecError("expected a command of version 1")
        }
        guard let id = rest.removeValue(forKey: "id")?.text, (1...Self.idLimit).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw CodecError("expected a key “id” with 1 to \(Self.idLimit) visible ASCII characters") }
        guard let serial = rest.removeValue(forKey: "serial")?.text else {
            throw CodecError("expected a key “serial” with text")
        }
        guard let name = rest.removeValue(forKey: "name")?.text, !name.isEmpty else {
            throw CodecError("expected a key “name” with text")
        }
        var arguments: [String: JSONValue] = [:]
        if let given = rest.removeValue(forKey: "arguments") {
            guard case .object(let members) = given else { throw CodecError("expected “arguments” to be an object") }
            arguments = members
        }
        var expires: Timestamp?
        if let given = rest.removeValue(forKey: "expires") {
            // Not passed over where it can't be read: it may say that this must not be done any more.
            guard let time = given.lenientTime else { throw CodecError("expected “expires” to be a time") }
            expires = time
        }
        self.init(id: id, serial: serial, name: name, arguments: arguments, expires: expires, extras: rest)
    }

    /// The command as bytes, with sorted keys.
    public var bytes: [UInt8] {
        var members = extras
        members["v"] = .integer(1)
        members["id"] = .string(id)
        members["serial"] = .string(serial)
        members["name"] = .string(name)
        if !arguments.isEmpty { members["arguments"] = .object(arguments) }
        if let expires { members["expires"] = .string(expires.description) }
        return JSONValue.object(members).bytes
    }
}
