// SPDX-License-Identifier: Apache-2.0

/// Packs JSON text, value by value.
struct CompactWriter {
    private var scanner: JSONScanner

    /// What JSON text packs to; nothing where it is no JSON, or nested too deep.
    static func pack(_ json: [UInt8]) -> [UInt8]? {
        var writer = CompactWriter(scanner: JSONScanner(json))
        guard let value = writer.value(depth: 0) else { return nil }
        writer.scanner.skipBlanks()
        return writer.scanner.next == nil ? [CompactForm.version] + value : nil
    }

    private mutating func value(depth: Int) -> [UInt8]? {
        scanner.skipBlanks()
        switch scanner.next {
        case UInt8(ascii: "{"): return object(depth: depth + 1)
        case UInt8(ascii: "["): return list(depth: depth + 1)
        case UInt8(ascii: "\""): return scanner.string().map(CompactText.pack)
        case UInt8(ascii: "t"): return scanner.take(word: "true") ? [CompactHead.yes] : nil
        case UInt8(ascii: "f"): return scanner.take(word: "false") ? [CompactHead.no] : nil
        case UInt8(ascii: "n"): return scanner.take(word: "null") ? [CompactHead.null] : nil
        default: return scanner.number().flatMap(CompactNumber.pack)
        }
    }

    private mutating func object(depth: Int) -> [UInt8]? {
        guard depth <= JSONParser.depthLimit, scanner.take("{") else { return nil }
        var keys: [String] = []
        var values: [[UInt8]] = []
        scanner.skipBlanks()
        if scanner.take("}") { return [CompactHead.smallObject] }
        repeat {
            scanner.skipBlanks()
            guard let key = scanner.string() else { return nil }
            scanner.skipBlanks()
            guard scanner.take(":"), let value = value(depth: depth) else { return nil }
            keys.append(key)
            values.append(value)
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take("}") else { return nil }
        if let shape = CompactVocabulary.shapeNumbers[keys] {
            return [CompactHead.shape, shape] + values.joined()
        }
        return Self.head(of: keys.count, small: CompactHead.smallObject, large: CompactHead.object)
            + zip(keys, values).flatMap { Self.key($0) + $1 }
    }

    private mutating func list(depth: Int) -> [UInt8]? {
        guard depth <= JSONParser.depthLimit, scanner.take("[") else { return nil }
        var elements: [UInt8] = []
        var count = 0
        scanner.skipBlanks()
        if scanner.take("]") { return [CompactHead.smallList] }
        repeat {
            guard let element = value(depth: depth) else { return nil }
            elements += element
            count += 1
            scanner.skipBlanks()
        } while scanner.take(",")
        guard scanner.take("]") else { return nil }
        return Self.head(of: count, small: CompactHead.smallList, large: CompactHead.list) + elements
    }

    private static func head(of count: Int, small: UInt8, large: UInt8) -> [UInt8] {
        count < 16 ? [small + UInt8(count)] : [large] + CompactNumber.count(UInt64(count))
    }

    /// The number of a known key; 0, its length and UTF-8 of any other.
    private static func key(_ key: String) -> [UInt8] {
        if let number = CompactVocabulary.keyNumbers[key] { return [number] }
        return [0] + CompactNumber.count(UInt64(key.utf8.count)) + key.utf8
    }
}
