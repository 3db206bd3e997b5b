// SPDX-License-Identifier: Apache-2.0

/// Unpacks into JSON text, value by value; each byte is looked at once.
struct CompactReader {
    private let bytes: [UInt8]
    private let limit: Int
    private var position = 0
    private var json: [UInt8] = []

    /// The JSON text that was packed.
    static func unpack(_ bytes: [UInt8], limit: Int) throws(CompactError) -> [UInt8] {
        var reader = CompactReader(bytes: bytes, limit: limit)
        let version = try reader.byte("a version")
        guard version == CompactForm.version else {
            throw CompactError(offset: 0, message: "expected version 1, found another or none")
        }
        try reader.value(depth: 0)
        guard reader.position == bytes.count else { throw reader.error("expected the end") }
        return reader.json
    }

    private init(bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    private mutating func value(depth: Int) throws(CompactError) {
        let start = position
        let head = try byte("a value")
        switch head {
        case ..<CompactHead.number: try write(String(head).utf8)
        case ..<CompactHead.negativeNumber: try write(String(try number(Int(head - CompactHead.number) + 1)).utf8)
        case ..<CompactHead.decimal:
            let (magnitude, overflow) = try number(Int(head - CompactHead.negativeNumber) + 1)
                .addingReportingOverflow(1)
            try write("-\(overflow ? "18446744073709551616" : String(magnitude))".utf8)
        case ..<CompactHead.null:
            let isNegative = head >= CompactHead.negativeDecimal
            let decimals = Int(head - (isNegative ? CompactHead.negativeDecimal : CompactHead.decimal)) + 1
            try write(CompactNumber.decimal(try count(), decimals: decimals, isNegative: isNegative))
        case CompactHead.null: try write("null".utf8)
        case CompactHead.no: try write("false".utf8)
        case CompactHead.yes: try write("true".utf8)
        case CompactHead.writtenNumber: try writtenNumber(at: start)
        case CompactHead.object: try object(try length(), depth: depth + 1, at: start)
        case CompactHead.list: try list(try length(), depth: depth + 1, at: start)
        case CompactHead.shape: try shape(depth: depth + 1, at: start)
        case CompactHead.smallObject..<CompactHead.smallList:
            try object(Int(head - CompactHead.smallObject), depth: depth + 1, at: start)
        case CompactHead.smallList..<CompactHead.frequentText:
            try list(Int(head - CompactHead.smallList), depth: depth + 1, at: start)
        default: try text(head, at: start)
        }
    }

    private mutating func text(_ head: UInt8, at start: Int) throws(CompactError) {
        switch head {
        case CompactHead.serial:
            guard let serial = CompactText.serial(try number(8)) else {
                throw CompactError(offset: start, message: "expected a serial of twelve digits")
            }
            try write(quoted: serial)
        case CompactHead.uuid: try write(quoted: CompactText.uuid(try take(16)))
        case CompactHead.hexadecimal: try write(quoted: Array(try take(Int(try byte("a length"))).hex.utf8))
        case CompactHead.seconds: try time(bytes: 0, decimals: 0, below: 1, at: start)
        case CompactHead.milliseconds: try time(bytes: 2, decimals: 3, below: 1000, at: start)
        case CompactHead.microseconds: try time(bytes: 3, decimals: 6, below: 1_000_000, at: start)
        case CompactHead.text: try write(text: try take(try length()), at: start)
        case CompactHead.shortText..<CompactHead.smallObject:
            try write(text: try take(Int(head - CompactHead.shortText)), at: start)
        case CompactHead.knownText: try write(known: Int(try byte("a known text")), at: start)
        case CompactHead.frequentText...: try write(known: Int(head - CompactHead.frequentText), at: start)
        default: throw CompactError(offset: start, message: "a kind of value that version 1 does not know")
        }
    }

    private mutating func writtenNumber(at start: Int) throws(CompactError) {
        let text = Array(try take(try length()))
        var scanner = JSONScanner(text)
        guard let number = scanner.number(), scanner.next == nil, Double(number.text)?.isFinite == true else {
            throw CompactError(offset: start, message: "expected the characters of a number")
        }
        try write(text)
    }

    private mutating func time(bytes: Int, decimals: Int, below end: UInt64, at start: Int) throws(CompactError) {
        let seconds = try count()
        let fraction = try number(bytes)
        guard seconds < UInt64(CompactText.reach), fraction < end else {
            throw CompactError(offset: start, message: "a time beyond what a time can be")
        }
        try write(quoted: CompactText.time(Int64(seconds), fraction: Int64(fraction), decimals: decimals))
    }

    private mutating func object(_ count: Int, depth: Int, at start: Int) throws(CompactError) {
        try open("{", depth: depth, at: start)
        for index in 0..<count {
            if index > 0 { try write(",".utf8) }
            try key()
            try write(":".utf8)
            try value(depth: depth)
        }
        try write("}".utf8)
    }

    private mutating func shape(depth: Int, at start: Int) throws(CompactError) {
        let number = Int(try byte("a set of keys"))
        guard CompactVocabulary.shapes.indices.contains(number) else {
            throw CompactError(offset: start, message: "a set of keys that version 1 does not know")
        }
        try open("{", depth: depth, at: start)
        for (index, key) in CompactVocabulary.shapes[number].enumerated() {
            if index > 0 { try write(",".utf8) }
            try write(quoted: Array(key.utf8))
            try write(":".utf8)
            try value(depth: depth)
        }
        try write("}".utf8)
    }

    private mutating func list(_ count: Int, depth: Int, at start: Int) throws(CompactError) {
        try open("[", depth: depth, at: start)
        for index in 0..<count {
            if index > 0 { try write(",".utf8) }
            try value(depth: depth)
        }
        try write("]".utf8)
    }

    private mutating func open(_ bracket: String, depth: Int, at start: Int) throws(CompactError) {
        guard depth <= JSONParser.depthLimit else {
            throw CompactError(offset: start, message: "nested more than \(JSONParser.depthLimit) deep")
        }
        try write(bracket.utf8)
    }

    private mutating func key() throws(CompactError) {
        let start = position
        let number = Int(try byte("a key"))
        guard number > 0 else { return try write(text: try take(try length()), at: start) }
        guard number <= CompactVocabulary.keys.count else {
            throw CompactError(offset: start, message: "a key that version 1 does not know")
        }
        try write(quoted: Array(CompactVocabulary.keys[number - 1].utf8))
    }

    private mutating func write(known number: Int, at start: Int) throws(CompactError) {
        guard CompactVocabulary.texts.indices.contains(number) else {
            throw CompactError(offset: start, message: "a text that version 1 does not know")
        }
        try write(quoted: Array(CompactVocabulary.texts[number].utf8))
    }
}

extension CompactReader {
    private func error(_ message: String) -> CompactError { CompactError(offset: position, message: message) }

    private mutating func byte(_ what: String) throws(CompactError) -> UInt8 {
        guard position < bytes.count else { throw error("expected \(what), found the end") }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: Int) throws(CompactError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw error("expected \(count) bytes, found the end") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A number of so many bytes, the highest first.
    private mutating func number(_ length: Int) throws(CompactError) -> UInt64 {
        try take(length).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A number of any size, seven bits a byte.
    private mutating func count() throws(CompactError) -> UInt64 {
        let start = position
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let byte = try byte("a count")
            let bits = UInt64(byte & 0x7F)
            guard (bits << shift) >> shift == bits else { break }
            number |= bits << shift
            if byte < 0x80 { return number }
        }
        throw CompactError(offset: start, message: "a count of more than 64 bits")
    }

    /// How many bytes, members or elements follow; each takes at least a byte.
    private mutating func length() throws(CompactError) -> Int {
        let start = position
        let count = try count()
        guard count <= UInt64(bytes.count - position) else {
            throw CompactError(offset: start, message: "a count of more than what follows")
        }
        return Int(count)
    }

    private mutating func write(_ text: some Collection<UInt8>) throws(CompactError) {
        guard text.count <= limit - json.count else { throw error("more than \(limit) bytes of JSON") }
        json += text
    }

    /// Writes a text that needs no escapes.
    private mutating func write(quoted text: [UInt8]) throws(CompactError) {
        try write("\"".utf8)
        try write(text)
        try write("\"".utf8)
    }

    /// Writes a text of anybody's.
    private mutating func write(text: ArraySlice<UInt8>, at start: Int) throws(CompactError) {
        guard String(validating: text, as: UTF8.self) != nil else {
            throw CompactError(offset: start, message: "expected text in UTF-8")
        }
        try write(quoted: JSONEscapes.escaped(text))
    }
}
