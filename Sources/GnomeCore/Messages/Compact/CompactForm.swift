// SPDX-License-Identifier: Apache-2.0

/// A shorter spelling of JSON for links where bytes cost money: what is packed is the same JSON when it is unpacked.
///
/// Numbers keep their digits as written, members keep their order, unknown keys ride along. Blanks and the choice of
/// escapes are not kept. The article <doc:compact> tells the format byte by byte.
///
/// ```swift
/// let short = try CompactForm.pack(envelope.bytes)
/// let again = try CompactForm.unpack(short, limit: MessageDecoder.sizeLimit)
/// ```
public enum CompactForm {
    /// The media type of packed messages.
    public static let contentType = "application/vnd.gnome.message.compact"

    /// The first byte, which tells the version; no JSON text and no gzip data begins like it.
    static let version: UInt8 = 0x81

    /// Packs JSON.
    ///
    /// - Parameter json: UTF-8.
    /// - Throws: `CodecError` where it is no JSON, or nested more than 64 deep.
    public static func pack(_ json: [UInt8]) throws(CodecError) -> [UInt8] {
        guard let bytes = CompactWriter.pack(json) else {
            throw CodecError("expected JSON to pack, found something else or too many levels")
        }
        return bytes
    }

    /// Unpacks what was packed, into JSON without blanks.
    ///
    /// - Parameters:
    ///   - bytes: What was packed.
    ///   - limit: The most bytes of JSON that are made of it.
    /// - Throws: `CompactError` where it is no packed JSON of a version that is known, or too much.
    public static func unpack(_ bytes: [UInt8], limit: Int) throws(CompactError) -> [UInt8] {
        try CompactReader.unpack(bytes, limit: limit)
    }

    /// Whether a media type is that of packed messages, whatever its parameters.
    public static func isNamed(by mediaType: String?) -> Bool {
        guard let mediaType else { return false }
        return mediaType.prefix { $0 != ";" }.trimmed.lowercased() == contentType
    }
}

/// Why bytes can't be unpacked.
public struct CompactError: Classified, Equatable {
    /// At which byte reading stopped, the first being 0.
    public let offset: Int
    /// What was expected there, or what is wrong with what stands there.
    public let message: String

    /// The bytes never become readable by trying again.
    public var disposition: Disposition { .invalid }
    /// The place and the reason.
    public var description: String { "at byte \(offset): \(message)" }
}
