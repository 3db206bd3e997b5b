// SPDX-License-Identifier: Apache-2.0

extension Timestamp: CustomStringConvertible, LosslessStringConvertible {
    /// The moment as RFC 3339 text in UTC, with six decimals where it has a fraction: `2021-12-17T01:45:42.768000Z`.
    public var description: String {
        let civil = CivilTime(self)
        var text = ""
        text.reserveCapacity(27)
        text.append(digits: civil.year, width: 4)
        text += "-"
        text.append(digits: civil.month, width: 2)
        text += "-"
        text.append(digits: civil.day, width: 2)
        text += "T"
        text.append(digits: civil.hour, width: 2)
        text += ":"
        text.append(digits: civil.minute, width: 2)
        text += ":"
        text.append(digits: civil.second, width: 2)
        if civil.microsecond != 0 {
            text += "."
            text.append(digits: civil.microsecond, width: 6)
        }
        return text + "Z"
    }

    /// A moment from text like `2021-12-17T01:45:42.768Z`; nothing where it is of another shape or does not exist.
    ///
    /// Takes RFC 3339 and the near misses of the field: a blank for the `T`, a blank before the offset (as Motus
    /// writes), no offset at all (taken as UTC), a fraction of any length (cut after microseconds).
    public init?(_ text: String) {
        var rest = text.utf8[...]
        guard let year = rest.takeDigits(4), rest.take("-"), let month = rest.takeDigits(2),
            rest.take("-"), let day = rest.takeDigits(2), rest.take("T") || rest.take(" "),
            let hour = rest.takeDigits(2), rest.take(":"), let minute = rest.takeDigits(2),
            rest.take(":"), let second = rest.takeDigits(2)
        else { return nil }
        var microsecond = 0
        if rest.take(".") {
            guard let first = rest.takeDigits(1) else { return nil }
            microsecond = first * 100_000
            var weight = 10_000
            while let next = rest.takeDigits(1) {
                microsecond += next * weight
                weight /= 10
            }
        }
        guard
            let civil = CivilTime(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second,
                microsecond: microsecond), let offset = rest.takeOffset(), rest.isEmpty
        else { return nil }
        self = civil.timestamp.advanced(by: .seconds(-offset))
    }
}

extension Timestamp {
    /// A moment as people write it: RFC 3339, or a date alone, which means its beginning; nothing for anything else.
    public static func written(_ text: String) -> Timestamp? { Timestamp(text) ?? Timestamp(text + "T00:00:00Z") }
}

extension Timestamp: Codable {
    /// Reads RFC 3339 text.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where the text is no time.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let timestamp = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a time like 2026-05-01T12:00:00Z")
        }
        self = timestamp
    }

    /// Writes RFC 3339 text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension String {
    /// Appends a number that is not negative, with zeros in front up to a width.
    mutating func append(digits number: Int, width: Int) {
        let text = String(number)
        for _ in 0..<max(0, width - text.utf8.count) { self += "0" }
        self += text
    }
}

extension Substring.UTF8View {
    fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = first, Unicode.Scalar(byte) == character else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func takeDigits(_ count: Int) -> Int? {
        var value = 0
        var taken = self
        for _ in 0..<count {
            guard let byte = taken.popFirst(), (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        self = taken
        return value
    }

    /// Seconds east of UTC; 0 for `Z` and for nothing; nothing for anything else.
    fileprivate mutating func takeOffset() -> Int? {
        if isEmpty || take("Z") || take("z") { return 0 }
        _ = take(" ")
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = takeDigits(2), hours < 24 else { return nil }
        _ = take(":")
        guard let minutes = takeDigits(2), minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
