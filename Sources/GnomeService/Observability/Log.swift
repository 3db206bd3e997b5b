// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Writes log lines, each one JSON object: `{"time": …, "level": "info", "message": …, …}`.
///
/// Whatever a sender put into a value, it stays within its line: JSON escapes it.
public struct Log: Sendable {
    /// How much a line matters.
    public enum Level: String, Sendable, Hashable, CaseIterable, Comparable {
        case debug, info, warning, error
        /// Whether one matters less than another.
        public static func < (lhs: Level, rhs: Level) -> Bool { lhs.weight < rhs.weight }
        private var weight: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    private let threshold: Level
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void

    /// A log.
    ///
    /// - Parameters:
    ///   - threshold: Lines that matter less are left out.
    ///   - now: The clock.
    ///   - write: Takes a line, without its end.
    public init(
        threshold: Level = .info, now: @escaping @Sendable () -> Timestamp, write: @escaping @Sendable (String) -> Void
    ) {
        self.threshold = threshold
        self.now = now
        self.write = write
    }

    /// Writes a line.
    ///
    /// - Parameters:
    ///   - level: How much it matters.
    ///   - message: A fixed sentence; what varies goes into the fields.
    ///   - fields: What varies. No secrets, no payloads.
    public func callAsFunction(_ level: Level, _ message: String, _ fields: [String: JSONValue] = [:]) {
        guard level >= threshold else { return }
        var line = fields
        line["time"] = .string(now().description)
        line["level"] = .string(level.rawValue)
        line["message"] = .string(message)
        write(JSONValue.object(line).compactText)
    }
}
