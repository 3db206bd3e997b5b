// SPDX-License-Identifier: Apache-2.0

/// Reads frames.
public enum MessageDecoder {
    /// The largest message that is read, unpacked, in bytes.
    public static let sizeLimit = 8 << 20

    /// Reads a frame as what its route and its body say it is.
    ///
    /// - Parameters:
    ///   - frame: The frame.
    ///   - body: Its body, unpacked.
    /// - Throws: `CodecError` where it can't be read; the sentence says where reading stopped.
    public static func decode(_ frame: Frame, body: [UInt8]) throws(CodecError) -> Message {
        switch (frame.way, frame.route) {
        case (.http, "/agent/info"):
            return .info(try InfoReport(text: String(decoding: body, as: UTF8.self)))
        case (.http, "/agent/next"):
            let delay = frame.attributes["delay"].flatMap { Double($0) }
            return .next(after: delay.flatMap(Duration.init(reasonableSeconds:)))
        case (.http, "/agent/telegraf"):
            return .metrics(try MetricsBatch(try json(body)))
        case (.http, "/agent/logs"):
            return .log(try LogChunk(query: frame.attributes))
        case (.http, "/agent/cmdlog"):
            return .result(
                CommandResult(
                    sequence: frame.attributes["seq"].flatMap { Int64($0) }, isOK: frame.attributes["status"] == "OK"))
        default:
            return try decodeObject(try json(body))
        }
    }

    private static func json(_ body: [UInt8]) throws(CodecError) -> JSONValue {
        switch JSONParser.read(body) {
        case .success(let value): return value
        case .failure(let fault): throw CodecError(fault.sentence(in: body), offset: fault.offset)
        }
    }

    private static func decodeObject(_ value: JSONValue) throws(CodecError) -> Message {
        switch value {
        // A note may have an extra key “v”: volts, for example.
        case .object(let members) where members["v"] != nil && (members["serial"] ?? members["kind"]) != nil:
            return .envelope(try Envelope(members: members))
        case .object(let members): return .note(try Note(members: members))
        // Senders of the proof of concept had to wrap their JSON into a JSON string (`motus.md` §1.3).
        case .string(let text):
            guard let inner = JSONValue(bytes: Array(text.utf8)), case .object(let members) = inner else {
                throw CodecError("expected a JSON object, found a text")
            }
            return .note(try Note(members: members))
        default: throw CodecError("expected a JSON object, found another JSON value")
        }
    }
}
