// SPDX-License-Identifier: Apache-2.0

/// A field that can't be taken as it was written: its name, why, and how it is written right.
public struct InvalidField: Sendable, Hashable, Codable {
    /// The field, by its path in the request: `place.latitude`, `antennas[1].port`.
    public var name: String
    /// What is wrong with it, as the end of a sentence that begins with the name.
    public var reason: String
    /// How it is written right.
    public var example: String

    /// A field of these parts.
    public init(_ name: String, _ reason: String, example: String) {
        self.name = name
        self.reason = reason
        self.example = example
    }

    /// The same field seen from the thing that holds it.
    public func within(_ path: String) -> InvalidField {
        InvalidField("\(path).\(name)", reason, example: example)
    }
}

/// What is wrong with a request, field by field: all of it at once, so that nobody mends one fault after another.
public struct InvalidFields: Classified, Hashable {
    /// The fields, in the order of the form.
    public var fields: [InvalidField]
    /// Whether each could be read, so that what is wrong is what it says and not how it is written.
    public var isWellFormed: Bool

    /// An error of these fields.
    public init(_ fields: [InvalidField], isWellFormed: Bool = true) {
        self.fields = fields
        self.isWellFormed = isWellFormed
    }

    /// The same request never succeeds.
    public var disposition: Disposition { .invalid }

    /// The fields in words; what was written in them is not repeated.
    public var description: String {
        fields.map { "\($0.name) \($0.reason)\($0.example.isEmpty ? "" : ", such as \($0.example)")." }
            .joined(separator: " ")
    }
}

extension InvalidField {
    /// What is wrong with a line of text that people write; nothing where it is right.
    ///
    /// Any script is welcome. Control characters are not: nobody means them, and they harm terminals and logs.
    ///
    /// - Parameters:
    ///   - name: The field.
    ///   - text: What was written.
    ///   - length: How many characters are taken, as Unicode and JSON Schema count them.
    ///   - example: How it is written right.
    public static func line(
        _ name: String, _ text: String, length: ClosedRange<Int> = 1...100, example: String
    ) -> InvalidField? {
        if let problem = self.text(name, text, length: length, example: example) { return problem }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            return InvalidField(name, "must be one line without control characters", example: example)
        }
        guard text.first?.isWhitespace != true, text.last?.isWhitespace != true else {
            return InvalidField(name, "must not begin or end with a blank", example: example)
        }
        return nil
    }

    /// What is wrong with text of which only the length counts; nothing where it is right.
    ///
    /// - Parameters:
    ///   - name: The field.
    ///   - text: What was written.
    ///   - length: How many characters are taken, as Unicode and JSON Schema count them.
    ///   - example: How it is written right.
    public static func text(
        _ name: String, _ text: String, length: ClosedRange<Int>, example: String
    ) -> InvalidField? {
        guard !length.contains(text.unicodeScalars.count) else { return nil }
        let words = length.lowerBound == 0 ? "at most" : "\(length.lowerBound) to"
        return InvalidField(name, "must have \(words) \(length.upperBound) characters", example: example)
    }

    /// What is wrong with text of several lines; nothing where it is right.
    ///
    /// - Parameters:
    ///   - name: The field.
    ///   - text: What was written.
    ///   - limit: How many characters are taken, as Unicode and JSON Schema count them.
    ///   - example: How it is written right.
    public static func prose(_ name: String, _ text: String, limit: Int = 10_000, example: String) -> InvalidField? {
        guard text.unicodeScalars.count <= limit else {
            return InvalidField(name, "must have at most \(limit) characters", example: example)
        }
        let isClean = text.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t" || $0 == "\r"
        }
        return isClean ? nil : InvalidField(name, "must be text without control characters", example: example)
    }

    /// What is wrong with a number; nothing where it lies in its range.
    public static func number(
        _ name: String, _ value: Double, in range: ClosedRange<Double>, unit: String, example: String
    ) -> InvalidField? {
        guard value.isFinite, range.contains(value) else {
            let (least, most) = (range.lowerBound.formatted, range.upperBound.formatted)
            return InvalidField(name, "must be a number from \(least) to \(most) \(unit)", example: example)
        }
        return nil
    }
}

extension Double {
    fileprivate var formatted: String { Int(exactly: self).map(String.init) ?? description }
}
