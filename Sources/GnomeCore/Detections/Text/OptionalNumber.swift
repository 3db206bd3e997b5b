// SPDX-License-Identifier: Apache-2.0

/// A field that should hold a number and may not, with how its absence is written.
///
/// How a missing value looks depends on the code path in the receiver: arrays are joined, which leaves the field empty,
/// strings are concatenated, which leaves a word (`receivers.md` §2.3).
public enum OptionalNumber: Sendable, Hashable {
    case number(WrittenNumber)
    /// The field is there and says that there is no number.
    case missing(MissingWord)
    /// The line ends before this field.
    case absent

    /// How a field says that it holds no number.
    public enum MissingWord: String, Sendable, Hashable, CaseIterable {
        case empty = ""
        case undefined, null
        case notANumber = "NaN"
    }

    /// The number, if there is one.
    public var number: WrittenNumber? {
        guard case .number(let number) = self else { return nil }
        return number
    }
}

extension Span<UInt8> {
    /// Reads a field that is a number or one of the words for none; nothing where it is something else.
    @inline(__always)
    func optionalNumber(at position: inout Int) -> OptionalNumber? {
        if let number = number(at: &position) { return .number(number) }
        return missingWord(at: &position).map { .missing($0) }
    }

    private func missingWord(at position: inout Int) -> OptionalNumber.MissingWord? {
        let field = field(at: position)
        position = field.upperBound
        return OptionalNumber.MissingWord.allCases.first { equals($0.rawValue, in: field) }
    }
}

extension [UInt8] {
    /// Appends a comma and the field, or nothing where the line ended before it.
    mutating func append(field: OptionalNumber) {
        switch field {
        case .number(let number):
            append(UInt8(ascii: ","))
            append(number)
        case .missing(let word):
            append(UInt8(ascii: ","))
            append(contentsOf: word.rawValue.utf8)
        case .absent: break
        }
    }
}
