// SPDX-License-Identifier: Apache-2.0

/// Identifies a deployment in one store.
public struct DeploymentID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The deployment of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one was made before another.
    public static func < (lhs: DeploymentID, rhs: DeploymentID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A receiver at a station for an interval, with what hangs on it and what it is supposed to do.
public struct DeploymentDetails: Sendable, Hashable {
    /// The hardware.
    public var receiver: ReceiverID
    /// The place.
    public var station: StationID
    /// From when until when.
    public var interval: Interval
    /// What hangs on it.
    public var antennas: [Antenna]
    /// What it is supposed to do.
    public var expectations: Expectations

    /// Details of these parts.
    public init(
        receiver: ReceiverID, station: StationID, interval: Interval, antennas: [Antenna] = [],
        expectations: Expectations = Expectations()
    ) {
        self.receiver = receiver
        self.station = station
        self.interval = interval
        self.antennas = antennas
        self.expectations = expectations
    }

    /// What can't be taken as it is.
    public var problems: [InvalidField] {
        antennas.problems + expectations.problems.map { $0.within("expectations") }
    }
}

/// A deployment as the store knows it.
public struct Deployment: Sendable, Hashable {
    /// Its place in the store.
    public var id: DeploymentID
    /// What it is.
    public var details: DeploymentDetails
    /// Counts its changes, from 1: who changes it says which state was seen.
    public var revision: Int64

    /// A deployment of these parts.
    public init(id: DeploymentID, details: DeploymentDetails, revision: Int64 = 1) {
        self.id = id
        self.details = details
        self.revision = revision
    }
}
