// SPDX-License-Identifier: Apache-2.0

/// The report of a V2 receiver: text by key, blocks under headings, and one line of JSON (`receivers.md` §3.3).
///
/// Nothing in it can be relied on to be there, so every part is optional and what is not understood is kept.
public struct InfoReport: Sendable, Hashable {
    /// A block of text under a heading of its own line, such as `wifi`.
    public struct Section: Sendable, Hashable {
        /// The heading.
        public var heading: String
        /// The lines as they came.
        public var lines: [String]
    }

    /// The lines `key: value` before the first heading, as they came, the unknown ones included.
    public var fields: [String: String]
    /// The blocks in order.
    public var sections: [Section]
    /// The monitoring object, where it could be read.
    public var monitoring: Monitoring?
    /// Why there is no monitoring object: what the receiver said, or the text that is no JSON.
    public var monitoringError: String?

    /// Headings that `collect.sh` writes.
    public static let headings: Set<String> = [
        "ip addresses", "route table", "wifi", "chrony", "packages", "services", "usb", "vnstat", "iw",
    ]

    /// Reads a report.
    ///
    /// - Parameter text: Lines that end in `\n` or `\r\n`.
    /// - Throws: `CodecError` where not a single key of a report is there.
    public init(text: String) throws(CodecError) {
        fields = [:]
        sections = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("json:") {
                readMonitoring(line.dropFirst(5))
            } else if Self.headings.contains(line.trimmed.lowercased()) {
                sections.append(Section(heading: line.trimmed.lowercased(), lines: []))
            } else if !sections.isEmpty {
                if !line.isEmpty { sections[sections.count - 1].lines.append(String(line)) }
            } else if let colon = line.firstIndex(of: ":") {
                let key = line[..<colon].trimmed
                if !key.isEmpty { fields[key] = line[line.index(after: colon)...].trimmed }
            }
        }
        guard fields["sgid"] != nil || fields["date"] != nil || monitoring != nil || monitoringError != nil else {
            throw CodecError("expected a report with “date:”, “sgid:” or “json:”, found none of them")
        }
    }

    private mutating func readMonitoring(_ text: Substring) {
        let text = text.trimmed
        guard let value = JSONValue(bytes: Array(text.utf8)), case .object(let members) = value else {
            // The receiver puts an error message between quotes without escaping it.
            monitoringError = text
            return
        }
        if let error = members["error"]?.text, members.count == 1 {
            monitoringError = error
        } else {
            monitoring = Monitoring(value)
        }
    }
}

extension InfoReport {
    /// The serial as the receiver wrote it.
    public var sgid: String? { fields["sgid"] }
    /// The receiver's time when it made the report.
    public var date: Timestamp? {
        fields["date"]?.split(separator: " ").first.flatMap { JSONValue.string(String($0)).lenientTime }
    }
    /// The receiver's count of its boots; it resets, jumps and repeats.
    public var bootCount: Int? { fields["bootcount"].flatMap { Int($0) } }
    /// The frequency it listens on, in MHz.
    public var lotekFrequency: Double? { fields["lotek_freq"].flatMap { Double($0) } }
    /// The version of its software, as free text.
    public var version: String? { fields["version"] }
    /// The release train: `bookworm` is stable, `booktest` is testing.
    public var train: String? { fields["train"] }
    /// What its owner called it.
    public var label: String? {
        fields["label"].map {
            $0.hasPrefix("\"") && $0.hasSuffix("\"") && $0.count >= 2 ? String($0.dropFirst().dropLast()) : $0
        }
    }
    /// The packages it runs, with their versions.
    public var packages: [(name: String, version: String)] {
        lines(of: "packages").compactMap { line in
            guard line.hasPrefix("pkg "), let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].dropFirst(4).trimmed, line[line.index(after: colon)...].trimmed)
        }
    }
    /// Its services, with what systemd says of them.
    public var services: [(name: String, state: String)] {
        lines(of: "services").compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            var state = line[line.index(after: colon)...].trimmed[...]
            if state.hasPrefix("Active:") { state = state.dropFirst(7) }
            return (line[..<colon].trimmed, state.trimmed)
        }
    }

    private func lines(of heading: String) -> [String] { sections.filter { $0.heading == heading }.flatMap(\.lines) }
}
