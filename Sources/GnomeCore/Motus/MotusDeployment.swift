// SPDX-License-Identifier: Apache-2.0

/// What Motus knows of a receiver: one row of its `receivers` call (`motus.md` §3.4), one a receiver and project.
public struct MotusDeployment: Sendable, Hashable {
    /// How far the deployment has come.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        case active, pending, terminated
    }

    /// Motus' number of the receiver in that project.
    public var motusID: Int64
    /// Motus' number of the project.
    public var projectID: Int64?
    /// Motus' number of the device, the same in every project.
    public var deviceID: Int64?
    /// `SENSORGNOME`, `LOTEKSRX800`, `SENSORSTATION`… as Motus writes it.
    public var receiverType: String?
    /// What the project calls the deployment.
    public var name: String?
    /// How far it has come.
    public var status: Status
    /// When it began.
    public var start: Timestamp?

    /// A deployment of these parts.
    public init(
        motusID: Int64, projectID: Int64?, deviceID: Int64?, receiverType: String?, name: String?, status: Status,
        start: Timestamp?
    ) {
        self.motusID = motusID
        self.projectID = projectID
        self.deviceID = deviceID
        self.receiverType = receiverType
        self.name = name
        self.status = status
        self.start = start
    }
}
