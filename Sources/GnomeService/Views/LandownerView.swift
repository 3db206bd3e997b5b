// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

/// What a landowner sees of a station: about where it is, and whether it works.
///
/// No serial, no exact place, no notes and no photos: whoever holds the link is on no list of people.
public struct LandownerView: Sendable, Hashable, Codable {
    /// A receiver that hangs there now.
    public struct Hanging: Sendable, Hashable, Codable {
        /// Since when.
        public var since: Timestamp
        /// Whether it is heard from there as it should be; nothing where it is silent, and nobody expects to hear it now.
        public var contact: ContactState?
        /// When it was last heard there.
        public var lastContactAt: Timestamp?

        /// A receiver of these parts.
        public init(since: Timestamp, contact: ContactState?, lastContactAt: Timestamp?) {
            self.since = since
            self.contact = contact
            self.lastContactAt = lastContactAt
        }
    }

    /// What people call the station.
    public var name: String
    /// About where it is.
    public var place: Place?
    /// What hangs there now.
    public var hanging: [Hanging]
    /// When something first hung there.
    public var firstHungAt: Timestamp?
    /// How many messages came from there in all.
    public var frames: Int

    /// What a landowner sees of a history.
    public init(_ history: StationHistory, hanging: [Hanging]) {
        name = history.station.details.name
        place = history.station.details.place?.coarse
        self.hanging = hanging
        firstHungAt = history.deployments.map(\.deployment.details.interval.start).min()
        frames = history.deployments.reduce(0) { $0 + $1.contacts.frames }
    }
}
