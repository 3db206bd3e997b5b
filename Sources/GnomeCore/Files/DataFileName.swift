// SPDX-License-Identifier: Apache-2.0

/// The name of a data file: `sgv2-7F5ERPI46977-006-2024-12-30T00-25-01.6590Z-all.txt.gz`.
///
/// Reads `label-serial-boot-time code-stream.ext[.packing]` from the end, where the parts have known shapes: dates and
/// some serials contain a `-` themselves. Case is kept. The grammar is that of `receivers.md` §2.2.
public struct DataFileName: Sendable, Hashable {
    /// What people called the receiver; `sgv2` on all newer ones.
    public let label: String
    /// The receiver, with the suffix of Motus where the file came from there.
    public let serial: Serial
    /// The serial as it stands in the name, without `SG-`.
    public let serialText: String
    /// Which start of the receiver it was; nothing where that was lost.
    ///
    /// A hint: it repeats and falls back. Some receivers wrote `000NaN`; such files are as good as others.
    public let bootNumber: Int?
    /// The boot number as it stands in the name, zeros in front included.
    public let bootText: String
    /// When the file was begun, by the clock of the receiver.
    public let startedAt: Timestamp
    /// The letter for how good that clock was.
    public let clockCode: Character
    /// How good that clock was; nothing where the letter has no known meaning.
    public let clock: ClockQuality?
    /// What kind of lines the file holds.
    public let stream: Stream
    /// The extension, `txt` or `csv` mostly, without that of the packing.
    public let fileExtension: String
    /// How the file is packed, by its name.
    public let compression: Compression?
    private let startedAtText: String
    private let streamText: String
    private let compressionText: String?

    /// What kind of lines a file holds.
    public enum Stream: Sendable, Hashable, CustomStringConvertible {
        /// Pulses and settings.
        case all
        /// Hits of digital tags.
        case ctt
        /// Hits of digital tags, as CSV (V1).
        case lifetag
        /// Anything else, in lower case.
        case other(String)

        /// The stream as receivers write it.
        public var description: String {
            switch self {
            case .all: "all"
            case .ctt: "ctt"
            case .lifetag: "lifetag"
            case .other(let text): text
            }
        }

        init(_ text: String) {
            self =
                switch text {
                case "all": .all
                case "ctt": .ctt
                case "lifetag": .lifetag
                default: .other(text)
                }
        }
    }

    /// Reads the last component of a path; nothing where it is no name of a data file.
    public init?(_ baseName: String) {
        guard baseName.utf8.count <= 255, !baseName.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "/") })
        else { return nil }
        var rest = Substring(baseName)
        guard let ending = rest.takeLastPart(), let parts = EndingParts(ending),
            let code = rest.utf8.last, code.isLetter
        else { return nil }
        rest.utf8.removeLast()
        guard let start = rest.takeStamp(), let boot = rest.takeLastPart(), boot.isBootNumber,
            let dash = rest.utf8.firstIndex(of: UInt8(ascii: "-")), dash > rest.startIndex
        else { return nil }
        let serialText = String(rest[rest.utf8.index(after: dash)...])
        guard let serial = Self.serial(serialText) else { return nil }
        label = String(rest[..<dash])
        self.serial = serial
        self.serialText = serialText
        bootNumber = Int(boot)
        bootText = String(boot)
        startedAt = start.timestamp
        startedAtText = start.text
        clockCode = Character(Unicode.Scalar(code))
        clock = ClockQuality(rawValue: Character(Unicode.Scalar(code & ~0x20)))
        stream = Stream(parts.stream.lowercased())
        streamText = parts.stream
        fileExtension = parts.fileExtension
        compression = parts.compression
        compressionText = parts.compressionText
    }

    /// Twelve letters and digits in a name are a Sensorgnome, whatever its model; other serials have their prefix.
    private static func serial(_ text: String) -> Serial? {
        if let sensorgnome = Serial("SG-" + text), sensorgnome.family == .sensorgnome { return sensorgnome }
        return Serial(text)
    }

    /// What makes two files the same one, packed or not: the name without its packing, in lower case.
    ///
    /// It is Motus' rule: a packed file and its unpacked twin are one file (`receivers.md` §2.2).
    public var identity: String { unpackedName.lowercased() }

    private var unpackedName: String {
        "\(label)-\(serialText)-\(bootText)-\(startedAtText)\(clockCode)-\(streamText).\(fileExtension)"
    }
}

extension DataFileName: CustomStringConvertible, LosslessStringConvertible {
    /// The name, as it was read.
    public var description: String { compressionText.map { "\(unpackedName).\($0)" } ?? unpackedName }
}

/// What stands behind the last `-` of a name: `all.txt.gz`.
private struct EndingParts {
    let stream: String
    let fileExtension: String
    let compression: Compression?
    let compressionText: String?

    init?(_ text: Substring) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isDigit } })
        else { return nil }
        stream = String(Substring(parts[0]))
        fileExtension = String(Substring(parts[1]))
        compressionText = parts.count == 3 ? String(Substring(parts[2])) : nil
        compression = compressionText.flatMap { Compression(suffix: $0) }
        // A packing that is not known is no packing; one alone leaves no extension.
        guard (compression == nil) == (compressionText == nil), Compression(suffix: fileExtension) == nil
        else { return nil }
    }
}

extension Substring {
    /// Takes off what stands behind the last `-`, and that `-`; nothing where there is none.
    fileprivate mutating func takeLastPart() -> Substring? {
        guard let dash = utf8.lastIndex(of: UInt8(ascii: "-")) else { return nil }
        defer { self = self[..<dash] }
        return self[utf8.index(after: dash)...]
    }

    /// Takes a time like `2021-12-17T01-45-42.2680` off the end, and the `-` before it; nothing where none is there.
    fileprivate mutating func takeStamp() -> (timestamp: Timestamp, text: String)? {
        var whole = utf8
        var fraction: Substring.UTF8View?
        if let point = whole.lastIndex(of: UInt8(ascii: ".")) {
            fraction = whole[whole.index(after: point)...]
            whole = whole[..<point]
        }
        let bytes = Array(whole.suffix(20))
        // `-2021-12-17T01-45-42` becomes what a timestamp is read from.
        guard bytes.count == 20, bytes[0] == UInt8(ascii: "-"), bytes[11] == UInt8(ascii: "T"),
            bytes[14] == UInt8(ascii: "-"), bytes[17] == UInt8(ascii: "-"),
            fraction.map({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }) ?? true
        else { return nil }
        var civil = Array(bytes.dropFirst())
        (civil[13], civil[16]) = (UInt8(ascii: ":"), UInt8(ascii: ":"))
        let suffix = fraction.map { "." + Substring($0) } ?? ""
        guard let timestamp = Timestamp(String(decoding: civil, as: UTF8.self) + suffix) else { return nil }
        let text = String(decoding: bytes.dropFirst(), as: UTF8.self) + suffix
        self = Substring(whole.dropLast(20))
        return (timestamp, text)
    }

    /// Whether this is a boot number, or one that was lost: digits, or digits and `NaN`.
    fileprivate var isBootNumber: Bool {
        let digits = utf8.prefix { $0.isDigit }
        let rest = self[digits.endIndex...]
        return rest.isEmpty ? !digits.isEmpty : rest == "NaN"
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
