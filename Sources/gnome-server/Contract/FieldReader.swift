// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// Reads the fields of a request, and gathers what is wrong with them, so that all of it is told at once.
///
/// ```swift
/// var reader = try FieldReader(call.body, of: StationRequest.fields)
/// let details = StationDetails(name: reader.text("name") ?? "")
/// try reader.finish(details.problems)
/// ```
struct FieldReader {
    private let fields: [Field]
    private let values: [String: JSONValue]
    private let emptied: Set<String>
    private let path: String
    private var problems: [InvalidField] = []
    /// Whether every field could be read, so that what is wrong is what they say.
    private var isWellFormed = true

    /// A reader of a body in JSON; an empty one has no field.
    ///
    /// - Throws: `Problem` 400 where it is no JSON object.
    init(_ body: [UInt8], of fields: [Field]) throws(Problem) {
        if body.isEmpty {
            self.init([:], of: fields)
            return
        }
        guard case .object(let members)? = JSONValue(bytes: body) else { throw .invalid("Expected a JSON object.") }
        self.init(members, of: fields)
    }

    /// A reader of the members of an object.
    init(_ members: [String: JSONValue], of fields: [Field], at path: String = "") {
        self.fields = fields
        self.path = path
        values = members.filter { $0.value != .null }
        emptied = Set(members.keys).subtracting(values.keys)
        let known = fields.map(\.name)
        for unknown in members.keys.sorted() where !known.contains(unknown) {
            add(
                InvalidField(
                    String(unknown.prefix(64)), "is unknown", example: known.joined(separator: ", ")))
        }
        for field in fields where field.isRequired && values[field.name] == nil {
            add(InvalidField(field.name, "must be given", example: field.example))
        }
    }

    /// Whether a field was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// Whether a field was given as null, where that says more than to leave it out.
    func isEmptied(_ name: String) -> Bool { emptied.contains(name) }

    /// The text of a field, as long and of such characters as it is declared; nothing where there is none.
    mutating func text(_ name: String) -> String? {
        guard let text = read(name, "must be text", { $0.text }) else { return nil }
        let field = field(name)
        let problem: InvalidField? =
            switch field.kind {
            case .line(let length): .line(name, text, length: length, example: field.example)
            case .prose(let limit): .prose(name, text, limit: limit, example: field.example)
            // How short one may be is for the policy to say, which tells why.
            case .secret(let length): .text(name, text, length: 0...length.upperBound, example: field.example)
            default: nil
            }
        if let problem { add(problem, isReadable: true) }
        return text
    }

    /// The whole number of a field.
    mutating func integer(_ name: String) -> Int64? {
        guard case .integer(let range) = field(name).kind else { return wrongUse(name) }
        return read(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)") {
            $0.wholeNumber.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// The number of a field.
    mutating func number(_ name: String) -> Double? {
        read(name, "must be a number") { value in
            switch value {
            case .integer(let number): Double(number)
            case .number(let number): number
            default: nil
            }
        }
    }

    /// Whether a field says yes.
    mutating func flag(_ name: String) -> Bool? {
        read(name, "must be true or false") { if case .bool(let flag) = $0 { flag } else { nil } }
    }

    /// The moment of a field.
    mutating func moment(_ name: String) -> Timestamp? {
        read(name, "must be a date or a time") { $0.text.flatMap(Timestamp.written) }
    }

    /// The serial of a field.
    mutating func serial(_ name: String) -> Serial? {
        read(name, "must be a receiver's serial") { $0.text.flatMap { Serial($0) } }
    }

    /// The project of a field.
    mutating func project(_ name: String) -> ProjectID? {
        read(name, "must be the number of a project") {
            $0.wholeNumber.flatMap { $0 > 0 ? ProjectID(rawValue: $0) : nil }
        }
    }

    /// The choice of a field.
    mutating func choice<Choice: RawRepresentable<String>>(_ name: String, as _: Choice.Type) -> Choice? {
        guard case .choice(let choices) = field(name).kind else { return wrongUse(name) }
        return read(name, "must be one of \(choices.map(\.word).joined(separator: ", "))") {
            $0.text.flatMap(Choice.init)
        }
    }

    /// The choices of a field; nothing where it was not given.
    mutating func choices<Choice: RawRepresentable<String>>(_ name: String, as _: Choice.Type) -> [Choice]? {
        guard case .choices(let choices) = field(name).kind else { return wrongUse(name) }
        return read(name, "must be some of \(choices.map(\.word).joined(separator: ", "))") { value in
            guard case .array(let elements) = value else { return nil }
            let found = elements.compactMap { $0.text.flatMap(Choice.init) }
            return found.count == elements.count ? found : nil
        }
    }

    /// The numbers of a field; nothing where it was not given.
    mutating func numbers(_ name: String) -> [Int64]? {
        guard case .numbers(let range) = field(name).kind else { return wrongUse(name) }
        return read(name, "must be whole numbers from \(range.lowerBound) to \(range.upperBound)") { value in
            guard case .array(let elements) = value else { return nil }
            let found = elements.compactMap(\.wholeNumber).filter(range.contains)
            return found.count == elements.count ? found : nil
        }
    }

    /// The numbers of things in the store; nothing where it was not given.
    mutating func ids(_ name: String) -> [Int64]? {
        guard case .ids(let count) = field(name).kind else { return wrongUse(name) }
        return list(name, count, "numbers from 1 on") { $0.wholeNumber.flatMap { $0 > 0 ? $0 : nil } }
    }

    /// The serials of a field; nothing where it was not given.
    mutating func serials(_ name: String) -> [Serial]? {
        guard case .serials(let limit) = field(name).kind else { return wrongUse(name) }
        return list(name, 0...limit, "serials of receivers") { $0.text.flatMap { Serial($0) } }
    }

    private mutating func list<Element>(
        _ name: String, _ count: ClosedRange<Int>, _ what: String, _ parse: (JSONValue) -> Element?
    ) -> [Element]? {
        read(name, "must be a list of \(count.lowerBound) to \(count.upperBound) \(what)") { value in
            guard case .array(let elements) = value, count.contains(elements.count) else { return nil }
            let found = elements.compactMap(parse)
            return found.count == elements.count ? found : nil
        }
    }

    /// What is read of the fields of a thing within the thing; nothing where it was not given.
    mutating func group<Value>(_ name: String, _ read: (inout FieldReader) -> Value) -> Value? {
        guard case .group(let fields) = field(name).kind else { return wrongUse(name) }
        guard let value = values[name] else { return nil }
        return inner(value, of: fields, at: name, read)
    }

    /// What is read of each of the things in a list; none where it was not given.
    mutating func list<Value>(_ name: String, _ read: (inout FieldReader) -> Value) -> [Value] {
        guard case .list(let fields, let limit) = field(name).kind, let value = values[name] else { return [] }
        guard case .array(let elements) = value, elements.count <= limit else {
            add(InvalidField(name, "must be a list of at most \(limit)", example: "[]"))
            return []
        }
        return elements.enumerated().compactMap { inner($1, of: fields, at: "\(name)[\($0)]", read) }
    }

    /// Ends the reading.
    ///
    /// - Parameter more: What the thing that was read says is wrong with itself; fields that could not be read are not told
    ///   twice.
    /// - Throws: `InvalidFields` where anything is wrong.
    func finish(_ more: [InvalidField] = []) throws(InvalidFields) {
        let told = Set(problems.map(\.name))
        let all = problems + more.filter { !told.contains($0.name) }
        guard all.isEmpty else { throw InvalidFields(all, isWellFormed: isWellFormed) }
    }

    private mutating func inner<Value>(
        _ value: JSONValue, of fields: [Field], at name: String, _ read: (inout FieldReader) -> Value
    ) -> Value? {
        guard case .object(let members) = value else {
            add(InvalidField(name, "must be an object", example: "{}"))
            return nil
        }
        var reader = FieldReader(members, of: fields, at: path.isEmpty ? name : "\(path).\(name)")
        let read = read(&reader)
        problems += reader.problems
        isWellFormed = isWellFormed && reader.isWellFormed
        return read
    }

    private mutating func read<Value>(
        _ name: String, _ reason: String, _ parse: (JSONValue) -> Value?
    ) -> Value? {
        let example = field(name).example
        guard let value = values[name] else { return nil }
        if let parsed = parse(value) { return parsed }
        add(InvalidField(name, reason, example: example))
        return nil
    }

    private func field(_ name: String) -> Field {
        guard let field = fields.first(where: { $0.name == name }) else {
            preconditionFailure("No field \(name) is declared.")
        }
        return field
    }

    private func wrongUse<Value>(_ name: String) -> Value? {
        preconditionFailure("The field \(name) is declared as something else.")
    }

    private mutating func add(_ problem: InvalidField, isReadable: Bool = false) {
        if !isReadable { isWellFormed = false }
        problems.append(path.isEmpty ? problem : problem.within(path))
    }
}

extension JSONValue {
    /// The whole number that it is; JSON Schema takes 7.0 for one too.
    fileprivate var wholeNumber: Int64? {
        switch self {
        case .integer(let number): number
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }
}
