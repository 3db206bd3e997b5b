// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// A station as the API lists it.
public struct StationView: Sendable, Hashable, Codable {
    /// Its number.
    public var id: StationID
    /// The project that owns it.
    public var project: ProjectID
    /// What people call it.
    public var name: String
    /// Where it stands, once somebody was there.
    public var place: Place?
    /// The IANA name of the time zone of its people.
    public var timeZone: String?
    /// What the next visitor should know.
    public var notes: String
    /// The serials of what hangs there now.
    public var receivers: [Serial]
    /// When it was made.
    public var createdAt: Timestamp
    /// Counts its changes.
    public var revision: Int64

    /// The view of a station.
    public init(_ station: Station, receivers: [Serial]) {
        id = station.id
        project = station.project
        name = station.details.name
        place = station.details.place
        timeZone = station.details.timeZone
        notes = station.details.notes
        self.receivers = receivers
        createdAt = station.createdAt
        revision = station.revision
    }
}

/// A station with its history as the API shows it: one flat object.
public struct StationDetailView: Sendable, Hashable, Codable {
    /// A span during which nothing hung there, between two deployments.
    public struct Gap: Sendable, Hashable, Codable {
        /// When the one before ended.
        public var start: Timestamp
        /// When the next one began.
        public var end: Timestamp?
    }

    /// What the list shows of it.
    public var station: StationView
    /// What hung there, in the order in which it began.
    public var deployments: [DeploymentView]
    /// The spans between them.
    public var gaps: [Gap]

    /// The view of a history at a moment.
    public init(_ history: StationHistory, at now: Timestamp) {
        let current = history.deployments.filter { $0.deployment.details.interval.contains(now) }
        station = StationView(history.station, receivers: current.map(\.receiver.serial))
        deployments = history.deployments.map(DeploymentView.init)
        gaps = history.gaps.map { Gap(start: $0.start, end: $0.end) }
    }

    /// Reads one flat object.
    public init(from decoder: any Decoder) throws {
        station = try StationView(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        deployments = try container.decode([DeploymentView].self, forKey: .deployments)
        gaps = try container.decode([Gap].self, forKey: .gaps)
    }

    /// Writes one flat object.
    public func encode(to encoder: any Encoder) throws {
        try station.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(deployments, forKey: .deployments)
        try container.encode(gaps, forKey: .gaps)
    }

    private enum CodingKeys: String, CodingKey { case deployments, gaps }
}
