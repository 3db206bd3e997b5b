// SPDX-License-Identifier: Apache-2.0

/// The pattern of a topic binding: words between dots, `*` for any one word, `#` for any number of words, also none.
///
/// As AMQP 0-9-1 §3.1.3.3 has it. The empty key has no word, as RabbitMQ takes it.
struct RoutingPattern {
    private let words: [Substring]

    init(_ pattern: String) {
        words = Self.words(of: pattern)
    }

    /// Whether a routing key fits.
    func matches(_ key: String) -> Bool {
        // What of the key each prefix of the pattern can cover: reachable[n] says whether it covers the first n words.
        let key = Self.words(of: key)
        var reachable = [true] + Array(repeating: false, count: key.count)
        for word in words {
            switch word {
            case "#":
                if let first = reachable.firstIndex(of: true) {
                    for place in first..<reachable.count { reachable[place] = true }
                }
            default:
                for place in reachable.indices.dropFirst().reversed() {
                    reachable[place] = reachable[place - 1] && (word == "*" || word == key[place - 1])
                }
                reachable[0] = false
            }
        }
        return reachable[key.count]
    }

    private static func words(of text: String) -> [Substring] {
        text.isEmpty ? [] : text.split(separator: ".", omittingEmptySubsequences: false)
    }
}
