// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// A receiver as the API shows it.
public struct ReceiverView: Sendable, Hashable, Codable {
    /// A key that does not fit, as the API shows it.
    public struct HeldKey: Sendable, Hashable, Codable {
        /// When one was first shown.
        public var since: Timestamp
        /// How many frames came with one.
        public var frames: Int
        /// What tells it apart; not the key.
        public var fingerprint: String
    }

    /// What Motus knows of a receiver, as the API shows it.
    public struct Motus: Sendable, Hashable, Codable {
        /// Motus' number of the receiver in its project.
        public var motusID: Int64
        /// Motus' number of the project.
        public var projectID: Int64?
        /// Motus' number of the device.
        public var deviceID: Int64?
        /// What Motus calls its type.
        public var receiverType: String?
        /// What the project calls the deployment.
        public var name: String?
        /// How far the deployment has come.
        public var status: MotusDeployment.Status
        /// When it began.
        public var start: Timestamp?
    }

    /// The serial.
    public var serial: Serial
    /// What people call it.
    public var name: String?
    /// What kind of receiver writes serials of this form.
    public var family: Serial.Family
    /// How far its registration has come.
    public var registration: Receiver.Registration
    /// Whether it is heard as it should be.
    public var contact: ContactState
    /// When it was first heard.
    public var firstContactAt: Timestamp?
    /// When it was last heard.
    public var lastContactAt: Timestamp?
    /// When it is due.
    public var nextContactAt: Timestamp?
    /// When its newest report came.
    public var lastReportAt: Timestamp?
    /// How many frames it sent.
    public var frames: Int
    /// How many of its frames wait in quarantine.
    public var quarantined: Int
    /// A key that does not fit, if one was shown.
    public var heldKey: HeldKey?
    /// What Motus knows of it.
    public var motus: Motus?
    /// When it entered the register.
    public var registeredAt: Timestamp
    /// Since when its registration is so.
    public var since: Timestamp
    /// The project that owns it; nothing while nobody does.
    public var project: ProjectID?
    /// Counts the changes that people made to it.
    public var revision: Int64

    /// The view of a receiver at a moment.
    public init(_ overview: ReceiverOverview, at now: Timestamp, policy: ContactPolicy) {
        let (receiver, status) = (overview.receiver, overview.status)
        serial = receiver.serial
        name = receiver.name
        family = receiver.serial.family
        registration = receiver.registration
        contact = status.contact(at: now, policy: policy)
        firstContactAt = status.firstContactAt
        lastContactAt = status.lastContactAt
        nextContactAt = status.dueAt(policy: policy)
        lastReportAt = status.lastReportAt
        frames = status.frames
        quarantined = overview.quarantined
        heldKey = receiver.heldKey.map {
            HeldKey(since: $0.since, frames: $0.frames, fingerprint: $0.key.description)
        }
        motus = overview.motus.map {
            Motus(
                motusID: $0.motusID, projectID: $0.projectID, deviceID: $0.deviceID, receiverType: $0.receiverType,
                name: $0.name, status: $0.status, start: $0.start)
        }
        registeredAt = receiver.registeredAt
        since = receiver.since
        project = receiver.project
        revision = receiver.revision
    }

    /// What to call it where there is room for one name.
    public var displayName: String? { name ?? motus?.name }
}
