// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// A receiver with its last report, as the API shows it: one flat object.
public struct DetailView: Sendable, Hashable, Codable {
    /// What the list shows of it.
    public var receiver: ReceiverView
    /// Its last report.
    public var report: ReportView?

    /// A view of these parts.
    public init(receiver: ReceiverView, report: ReportView?) {
        self.receiver = receiver
        self.report = report
    }

    /// Reads one flat object.
    public init(from decoder: any Decoder) throws {
        receiver = try ReceiverView(from: decoder)
        report = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(ReportView.self, forKey: .report)
    }

    /// Writes one flat object.
    public func encode(to encoder: any Encoder) throws {
        try receiver.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(report, forKey: .report)
    }

    private enum CodingKeys: String, CodingKey { case report }
}

/// A report of a V2 receiver as the API shows it.
public struct ReportView: Sendable, Hashable, Codable {
    /// The lines `key: value` of its head.
    public var fields: [String: String]
    /// The blocks of text under their headings.
    public var sections: [String: [String]]
    /// The monitoring object, as it came.
    public var monitoring: JSONValue?
    /// Why there is no monitoring object.
    public var monitoringError: String?

    /// The view of a report.
    public init(_ report: InfoReport) {
        fields = report.fields
        sections = Dictionary(report.sections.map { ($0.heading, $0.lines) }, uniquingKeysWith: +)
        monitoring = report.monitoring?.json
        monitoringError = report.monitoringError
    }
}
