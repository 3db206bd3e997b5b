// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

/// A deployment as the API shows it, with what its receiver sent in that time.
public struct DeploymentView: Sendable, Hashable, Codable {
    /// Its number.
    public var id: DeploymentID
    /// Where it is.
    public var station: StationID
    /// What people call that place.
    public var stationName: String
    /// The hardware.
    public var serial: Serial
    /// When it began.
    public var start: Timestamp
    /// When it ended; nothing while it goes on.
    public var end: Timestamp?
    /// What hangs on it.
    public var antennas: [Antenna]
    /// What it is supposed to do.
    public var expectations: Expectations
    /// How many frames were received of it in that time.
    public var frames: Int
    /// When the first of them came.
    public var firstContactAt: Timestamp?
    /// When the last of them came.
    public var lastContactAt: Timestamp?
    /// Counts its changes.
    public var revision: Int64

    /// The view of a deployment.
    public init(_ served: ServedDeployment) {
        let details = served.deployment.details
        id = served.deployment.id
        station = served.station.id
        stationName = served.station.details.name
        serial = served.receiver.serial
        start = details.interval.start
        end = details.interval.end
        antennas = details.antennas
        expectations = details.expectations
        frames = served.contacts.frames
        firstContactAt = served.contacts.first
        lastContactAt = served.contacts.last
        revision = served.deployment.revision
    }
}

/// What a swap of hardware came to, as the API shows it.
public struct SwapView: Sendable, Hashable, Codable {
    /// What hung there until then.
    public var ended: DeploymentView
    /// What hangs there since.
    public var begun: DeploymentView

    /// A view of these parts.
    public init(ended: DeploymentView, begun: DeploymentView) {
        self.ended = ended
        self.begun = begun
    }
}
