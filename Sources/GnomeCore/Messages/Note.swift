// SPDX-License-Identifier: Apache-2.0

/// A message of the proof of concept: `{"id": "SG-F28CRPI33503", "message": "hello", "battery": 12.6}`.
///
/// Only `id` and `message` had a meaning there, and every other key was thrown away; here they are kept (`motus.md` §1.3).
public struct Note: Sendable, Hashable {
    /// The serial as the sender wrote it; nothing where it sent none, or no text.
    public var id: String?
    /// The text; a message that is no text is kept as the JSON it was.
    public var text: String
    /// Every other key.
    public var extras: [String: JSONValue]

    /// A note of these parts.
    public init(id: String?, text: String, extras: [String: JSONValue] = [:]) {
        self.id = id
        self.text = text
        self.extras = extras
    }

    /// Reads the members of a JSON object.
    ///
    /// - Throws: `CodecError` where there is no `message`.
    init(members: [String: JSONValue]) throws(CodecError) {
        var extras = members
        guard let message = extras.removeValue(forKey: "message") else {
            throw CodecError("expected a key “message” beside “id”")
        }
        id = extras.removeValue(forKey: "id")?.text
        text = message.text ?? message.compactText
        self.extras = extras
    }

    /// The body, with sorted keys.
    public var bytes: [UInt8] {
        var members = extras
        members["id"] = id.map(JSONValue.string) ?? .null
        members["message"] = .string(text)
        return JSONValue.object(members).bytes
    }
}
