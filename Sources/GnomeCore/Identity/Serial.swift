// SPDX-License-Identifier: Apache-2.0

/// The serial of a receiver, in its canonical form: `SG-F28CRPI33503`, `CTT-V30212345678`, `Lotek-D1234`.
///
/// Read leniently, kept canonically. A form is recognised by its frame and never by a list of models: a list once locked
/// new hardware out. What fits no known form is taken as it stands, as long as it could be a serial at all. Forms and
/// their sources: `receivers.md` §1.
public struct Serial: Sendable, Hashable {
    /// What kind of receiver writes serials of this form.
    public enum Family: String, Sendable, Hashable, Codable, CaseIterable {
        case sensorgnome, ctt, lotek, sei
        /// A form that nobody has described yet.
        case other
    }

    /// The serial as the hardware has it, without a suffix of Motus: `SG-2616BBBK1111`.
    public let hardware: String
    /// The digit that Motus appends where two boards carry one serial (`_1`…`_9`); no receiver says it of itself.
    public let motusAlias: Int?
    /// What kind of receiver writes serials of this form.
    public let family: Family

    /// The serial in full, the suffix of Motus included: `SG-2616BBBK1111_1`.
    public var text: String {
        guard let motusAlias else { return hardware }
        return "\(hardware)_\(motusAlias)"
    }

    /// The serial without the suffix of Motus: what a receiver can claim to be.
    public var ofHardware: Serial { Serial(hardware: hardware, motusAlias: nil, family: family) }

    /// Reads a serial as people and machines write it: any case, blanks, with or without `SG-`.
    ///
    /// - Returns: Nothing where the text can't be a serial: empty, `null` or `undefined`, longer than 64 characters, or
    ///   with anything but visible ASCII in it.
    public init?(_ text: String) {
        // Almost every serial comes in its canonical form: tens of thousands a second, when a backlog drains.
        if text.utf8.count == 15, text.hasPrefix("SG-"), Self.isBoard(text.dropFirst(3)) {
            self.init(hardware: text, motusAlias: nil, family: .sensorgnome)
            return
        }
        let compact = text.filter { !$0.isWhitespace }
        guard (1...64).contains(compact.utf8.count),
            compact.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !Self.nonSerials.contains(compact.lowercased())
        else { return nil }
        let (body, alias) = Self.splitAlias(compact)
        if let known = Self.known(body.uppercased()) {
            self.init(hardware: known.canonical, motusAlias: alias, family: known.family)
        } else {
            self.init(hardware: compact, motusAlias: nil, family: .other)
        }
    }

    /// The serial of a Sensorgnome by its board.
    ///
    /// - Precondition: Twelve characters, digits and capital letters.
    public init(sensorgnome board: String) {
        precondition(Self.isBoard(board[...]), "a board's serial is twelve digits and capital letters")
        self.init(hardware: "SG-" + board, motusAlias: nil, family: .sensorgnome)
    }

    private init(hardware: String, motusAlias: Int?, family: Family) {
        self.hardware = hardware
        self.motusAlias = motusAlias
        self.family = family
    }

    private static let nonSerials: Set<String> = ["null", "undefined", "nil", "none"]

    private static func splitAlias(_ text: String) -> (body: String, alias: Int?) {
        let bytes = Array(text.utf8)
        guard bytes.count > 2, bytes[bytes.count - 2] == UInt8(ascii: "_"),
            let digit = Int(String(text.suffix(1))), (1...9).contains(digit)
        else { return (text, nil) }
        return (String(text.dropLast(2)), digit)
    }

    /// The canonical form of upper-case text that fits the frame of a known family.
    private static func known(_ text: String) -> (canonical: String, family: Family)? {
        if text.hasPrefix("SG-") {
            let board = text.dropFirst(3)
            return isBoard(board) ? (text, .sensorgnome) : nil
        }
        if isBoard(text[...]) {
            // Twelve characters without a prefix: only where the class in the middle says Sensorgnome.
            let boardClass = text.dropFirst(4).prefix(2)
            return boardClass == "RP" || boardClass == "BB" ? ("SG-" + text, .sensorgnome) : nil
        }
        if text.hasPrefix("CTT-") {
            var digits = text.dropFirst(4)
            if digits.first == "V" { digits = digits.dropFirst() }
            return digits.count >= 4 && digits.allSatisfy(\.isHexDigit) ? (text, .ctt) : nil
        }
        if text.hasPrefix("LOTEK-") {
            let number = text.dropFirst(6)
            let letters = number.prefix { $0 == "M" || $0 == "D" }
            let digits = number.dropFirst(letters.count)
            guard ["", "M", "D", "MD"].contains(letters), !digits.isEmpty,
                digits.allSatisfy(\.isNumber)
            else { return nil }
            return ("Lotek-" + number, .lotek)
        }
        if text.hasPrefix("SEI_"), text.count == 15 {
            let parts = text.split(separator: "_", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].count == 1, parts[1].allSatisfy(\.isLetter),
                parts[2].count == 9, parts[2].allSatisfy({ $0.isLetter || $0.isNumber })
            else { return nil }
            return (text, .sei)
        }
        return nil
    }

    private static func isBoard(_ text: Substring) -> Bool {
        text.utf8.count == 12
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
            }
    }
}

extension Serial: Comparable, CustomStringConvertible, LosslessStringConvertible {
    /// The serial in full.
    public var description: String { text }

    /// Whether one comes before another in lists.
    public static func < (lhs: Serial, rhs: Serial) -> Bool { lhs.text < rhs.text }
}

extension Serial: Codable {
    /// Reads a serial, leniently.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where the text can't be a serial.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let serial = Serial(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a serial like SG-F28CRPI33503")
        }
        self = serial
    }

    /// Writes the canonical text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
