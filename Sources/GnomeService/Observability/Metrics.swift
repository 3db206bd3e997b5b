// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counters and gauges, in the text form that Prometheus reads.
public final class Metrics: Sendable {
    /// What a metric is called and what it means.
    public struct Family: Sendable, Hashable {
        /// Whether it only grows.
        public enum Kind: String, Sendable, Hashable { case counter, gauge }
        /// Its name: `gnome_…`, with its unit at the end.
        public var name: String
        /// Whether it only grows.
        public var kind: Kind
        /// What it means, in one line.
        public var help: String

        /// A family of these parts.
        public init(_ name: String, _ kind: Kind, _ help: String) {
            self.name = name
            self.kind = kind
            self.help = help
        }
    }

    private struct State {
        var values: [Family: [String: Double]] = [:]
    }

    private let state = Mutex(State())

    /// No metrics yet.
    public init() {}

    /// Adds to a counter.
    ///
    /// - Parameters:
    ///   - family: The counter.
    ///   - labels: Names and values, such as `("outcome", "stored")`; values come from code, never from senders.
    ///   - amount: How much to add.
    public func count(_ family: Family, _ labels: (String, String)..., by amount: Int = 1) {
        let key = Self.render(labels)
        state.withLock { $0.values[family, default: [:]][key, default: 0] += Double(amount) }
    }

    /// Sets a gauge.
    public func set(_ family: Family, _ labels: (String, String)..., to value: Double) {
        let key = Self.render(labels)
        state.withLock { $0.values[family, default: [:]][key] = value }
    }

    /// Forgets one value of a gauge that nobody knows any more.
    public func clear(_ family: Family, _ labels: (String, String)...) {
        let key = Self.render(labels)
        state.withLock { $0.values[family]?[key] = nil }
    }

    /// Forgets all values of a gauge, before those that there are now are set.
    public func clearAll(of family: Family) {
        state.withLock { $0.values[family] = nil }
    }

    /// All metrics as text (Prometheus exposition format 0.0.4).
    public func render() -> String {
        let values = state.withLock { $0.values }
        var text = ""
        for (family, series) in values.sorted(by: { $0.key.name < $1.key.name }) {
            text += "# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            for (labels, value) in series.sorted(by: { $0.key < $1.key }) {
                let number = Int64(exactly: value).map(String.init) ?? String(value)
                text += "\(family.name)\(labels) \(number)\n"
            }
        }
        return text
    }

    private static func render(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { name, value in
            let escaped = value.flatMap { character in
                switch character {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                default: String(character)
                }
            }
            return "\(name)=\"\(String(escaped))\""
        }
        return "{\(pairs.joined(separator: ","))}"
    }
}
