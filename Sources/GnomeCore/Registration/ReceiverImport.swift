// SPDX-License-Identifier: Apache-2.0

/// A list of receivers that is to be taken into the register: CSV with a header, or JSON.
///
/// ```csv
/// serial,name,project,key,state,station
/// SG-F28CRPI33503,Cabot Head,Great Lakes,,accepted,Cabot Head
/// ```
///
/// JSON is a list of objects with the same names. Only `serial` is needed; what is empty stays as it is. A file with an
/// unknown column is refused as a whole, and a row that can't be taken says which field of it and why.
public struct ReceiverImport: Sendable, Hashable {
    /// How many rows are taken at once.
    public static let rowLimit = 20_000
    /// How many bytes are taken at once.
    public static let byteLimit = 8 << 20
    /// The names of the columns.
    public static let columns = ["serial", "name", "project", "key", "state", "station"]

    /// One row.
    public struct Row: Sendable, Hashable {
        /// Its place, from 1; of a CSV without its header.
        public var number: Int
        /// What it calls the receiver.
        public var serialText: String
        /// The serial; nothing where that text can't be one.
        public var serial: Serial?
        /// What people call it.
        public var name: String?
        /// The name of the project that owns it.
        public var project: String?
        /// Its key, as the receiver sends it.
        public var key: String?
        /// `accepted` where nothing is said, or `preauthorised`.
        public var state: String?
        /// The name of the station where it hangs.
        public var station: String?

        /// What can't be taken as it is.
        public var problems: [InvalidField] {
            var problems: [InvalidField] = []
            if serial == nil {
                problems.append(InvalidField("serial", "must be the serial of a receiver", example: "SG-F28CRPI33503"))
            }
            problems += [
                name.flatMap { .line("name", $0, example: "Cabot Head") },
                project.flatMap { .line("project", $0, example: "Great Lakes") },
                station.flatMap { .line("station", $0, example: "Cabot Head") },
            ].compactMap { $0 }
            problems += key.map(ReceiverImport.keyProblems) ?? []
            if act == nil {
                problems.append(InvalidField("state", "must be accepted or preauthorised", example: "accepted"))
            }
            return problems
        }

        /// What is to be done with it; nothing where its state is no word for that.
        public var act: ReceiverLife.Act? {
            switch state {
            case nil, Receiver.Registration.accepted.rawValue: .add
            case Receiver.Registration.preauthorised.rawValue: .preauthorise
            default: nil
            }
        }
    }

    /// The rows, in order.
    public var rows: [Row]

    /// What can't be right about the key of a receiver.
    public static func keyProblems(_ text: String) -> [InvalidField] {
        let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard (16...256).contains(text.utf8.count), isVisible else {
            return [
                InvalidField(
                    "key", "must be 16 to 256 visible characters of ASCII, as the receiver sends it",
                    example: "the 32 digits in /etc/sensorgnome/key")
            ]
        }
        return []
    }

    /// Reads CSV with a header.
    ///
    /// - Throws: `InvalidFields` where it is no CSV, is too large, or has a column that is not known.
    public init(csv bytes: [UInt8]) throws(InvalidFields) {
        try Self.checkSize(bytes)
        guard let text = String(validating: bytes, as: UTF8.self), let table = CSVTable(text) else {
            throw Self.refusal("file", "must be CSV in UTF-8, with quotes around fields that have commas or quotes")
        }
        let header = (table.rows.first ?? []).map { $0.lowercased() }
        try Self.check(names: header)
        guard Set(header).count == header.count else { throw Self.refusal("file", "names a column twice") }
        try Self.checkCount(table.rows.count - 1)
        rows = []
        for (index, fields) in table.rows.dropFirst().enumerated() {
            guard fields.count == header.count else {
                throw Self.refusal("row \(index + 1)", "must have \(header.count) fields, as the header has")
            }
            let named = zip(header, fields).filter { !$0.1.isEmpty }
            rows.append(Row(index + 1, Dictionary(named, uniquingKeysWith: { first, _ in first })))
        }
    }

    /// Reads a JSON list of objects.
    ///
    /// - Throws: `InvalidFields` where it is none, is too large, or has a member that is not known.
    public init(json bytes: [UInt8]) throws(InvalidFields) {
        try Self.checkSize(bytes)
        guard case .array(let elements)? = JSONValue(bytes: bytes) else {
            throw Self.refusal("file", "must be a JSON list of objects")
        }
        try Self.checkCount(elements.count)
        rows = []
        for (index, element) in elements.enumerated() {
            guard case .object(let members) = element else {
                throw Self.refusal("row \(index + 1)", "must be an object")
            }
            try Self.check(names: Array(members.keys))
            var fields: [String: String] = [:]
            for (name, value) in members {
                switch value {
                case .null: break
                case .string(let text): fields[name] = text.isEmpty ? nil : text
                default: throw Self.refusal("row \(index + 1)", "must have text in “\(name)”")
                }
            }
            rows.append(Row(index + 1, fields))
        }
    }

    private static func checkSize(_ bytes: [UInt8]) throws(InvalidFields) {
        guard bytes.count <= byteLimit else { throw refusal("file", "must have at most \(byteLimit >> 20) MiB") }
    }

    private static func checkCount(_ count: Int) throws(InvalidFields) {
        guard count <= rowLimit else { throw refusal("file", "must have at most \(rowLimit) rows") }
    }

    private static func check(names: [String]) throws(InvalidFields) {
        guard names.allSatisfy(columns.contains), names.contains("serial") else {
            // It is a table, and of something else.
            throw refusal(
                "file", "must have a column serial, and may have \(columns.dropFirst().joined(separator: ", "))",
                isTable: true)
        }
    }

    private static func refusal(_ name: String, _ reason: String, isTable: Bool = false) -> InvalidFields {
        InvalidFields(
            [InvalidField(name, reason, example: "serial,name,project,key,state,station")], isWellFormed: isTable)
    }
}

extension ReceiverImport.Row {
    fileprivate init(_ number: Int, _ fields: [String: String]) {
        let text = fields["serial"] ?? ""
        self.init(
            number: number, serialText: text, serial: Serial(text), name: fields["name"], project: fields["project"],
            key: fields["key"], state: fields["state"], station: fields["station"])
    }
}
