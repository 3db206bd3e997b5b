// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeTransport

/// A frame read layer by layer, as far as that goes: what was understood, where reading stopped, and what is there.
public struct FrameInspection: Sendable, Hashable, Codable {
    /// One layer of a frame, from the outside in.
    public struct Layer: Sendable, Hashable, Codable {
        /// Which layer.
        public enum Name: String, Sendable, Hashable, Codable, CaseIterable {
            /// How the body is packed.
            case encoding
            /// What the sender calls it.
            case contentType = "content-type"
            /// Whether it is JSON, text or whatever its kind is written in.
            case format
            /// What it says.
            case message
            /// Who it is from.
            case sender
        }

        /// Which layer.
        public var name: Name
        /// Whether it was understood.
        public var isUnderstood: Bool
        /// What was found, or what was expected and what stood there.
        public var note: String
        /// Where reading stopped, in bytes of the unpacked body, where that is known.
        public var offset: Int?
    }

    /// How the content is shown.
    public enum Form: String, Sendable, Hashable, Codable, CaseIterable {
        /// There is none.
        case empty
        /// JSON, indented.
        case json
        /// Text as it is.
        case text
        /// Offsets, bytes and their ASCII.
        case hex
    }

    /// The most that is shown of a content: characters of a text, and bytes of a dump.
    static let limit = (characters: 32_768, bytes: 4096)
    /// The most bytes of JSON that are indented, and the most blanks that it takes: a small frame may unpack to much, and
    /// each level of it indents all that is inside.
    private static let indented = 256 << 10

    /// The layers, from the outside in, up to the first that was not understood.
    public var layers: [Layer]
    /// How the content is shown.
    public var form: Form
    /// The content, unpacked as far as that goes.
    public var content: String
    /// Whether only a part of the content is shown.
    public var isShortened: Bool
    /// The size of the content in bytes, unpacked as far as that goes.
    public var size: Int

    /// Reads a frame.
    public init(_ frame: Frame) {
        var layers: [Layer] = []
        let body = Self.content(of: frame, &layers)
        let value = JSONValue(bytes: body)
        if layers.allSatisfy(\.isUnderstood) { Self.read(frame, body, &layers) }
        self.layers = layers
        size = body.count
        (form, content, isShortened) = Self.show(body, value, near: layers.last?.offset)
    }

    /// The content without its packing and its spelling; of what is damaged as much as can be had.
    private static func content(of frame: Frame, _ layers: inout [Layer]) -> [UInt8] {
        let body: [UInt8]
        do throws(SenderCheck.Refusal) {
            let unpacked = try ReadFrame.unpack(frame)
            body = unpacked.bytes
            if let damage = unpacked.damage {
                let note = "the gzip data is damaged: \(damage.rawValue)"
                layers.append(Layer(name: .encoding, isUnderstood: false, note: note, offset: body.count))
                return body
            }
        } catch {
            layers.append(Layer(name: .encoding, isUnderstood: false, note: error.detail))
            return frame.body
        }
        let packing =
            body.count == frame.body.count ? "not packed" : "gzip, \(frame.body.count) bytes unpacked to \(body.count)"
        layers.append(Layer(name: .encoding, isUnderstood: true, note: packing))

        let called = frame.contentType.map { "the sender calls it \($0.prefix(100))" } ?? "the sender gives it no name"
        do throws(CompactError) {
            let spelled = try ReadFrame.spellOut(body, of: frame)
            let spelling =
                CompactForm.isNamed(by: frame.contentType)
                ? ", \(body.count) bytes spelled out to \(spelled.count)" : ""
            layers.append(Layer(name: .contentType, isUnderstood: true, note: called + spelling))
            return spelled
        } catch {
            layers.append(Layer(name: .contentType, isUnderstood: false, note: error.message, offset: error.offset))
            return body
        }
    }

    private static func read(_ frame: Frame, _ body: [UInt8], _ layers: inout [Layer]) {
        let message: Message
        do throws(CodecError) {
            message = try MessageDecoder.decode(frame, body: body)
        } catch {
            let isFormat = error.offset != nil
            if !isFormat { layers.append(Layer(name: .format, isUnderstood: true, note: "as its kind is written")) }
            layers.append(
                Layer(
                    name: isFormat ? .format : .message, isUnderstood: false, note: error.message,
                    offset: error.offset))
            return
        }
        layers.append(Layer(name: .format, isUnderstood: true, note: "as its kind is written"))
        layers.append(Layer(name: .message, isUnderstood: true, note: "\(message.kind.rawValue): \(message.summary)"))
        do throws(SenderCheck.Refusal) {
            let sender = try SenderCheck.sender(of: frame, claims: message.claims)
            layers.append(Layer(name: .sender, isUnderstood: true, note: sender.text))
        } catch {
            layers.append(Layer(name: .sender, isUnderstood: false, note: error.detail))
        }
    }

    private static func show(_ body: [UInt8], _ value: JSONValue?, near offset: Int?) -> (Form, String, Bool) {
        if body.isEmpty { return (.empty, "", false) }
        let json = value.flatMap { $0.text == nil ? $0 : nil }
        if let json, body.count <= indented, json.indentation() <= indented {
            return shorten(json.readableText, .json)
        }
        if let text = String(validating: body, as: UTF8.self), text.unicodeScalars.allSatisfy(isPlain) {
            return shorten(text, json == nil ? .text : .json)
        }
        // Around where reading stopped, so that it is always seen.
        let start = max(0, min((offset ?? 0) - limit.bytes / 2, body.count - limit.bytes))
        let range = start..<min(body.count, start + limit.bytes)
        return (.hex, HexDump.text(body, in: range), range.count < body.count)
    }

    /// The beginning of a text; the rest is not even counted.
    private static func shorten(_ text: String, _ form: Form) -> (Form, String, Bool) {
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: limit.characters, limitedBy: scalars.endIndex)
        guard let end, end < scalars.endIndex else { return (form, text, false) }
        return (form, String(scalars[..<end]), true)
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\t"
            || (scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
    }
}

extension JSONValue {
    /// How many blanks it takes to indent the value by two for each level.
    fileprivate func indentation(at level: Int = 0) -> Int {
        let inner: [JSONValue] =
            switch self {
            case .array(let elements): elements
            case .object(let members): Array(members.values)
            default: []
            }
        return inner.reduce(2 * level) { $0 + $1.indentation(at: level + 1) }
    }
}
