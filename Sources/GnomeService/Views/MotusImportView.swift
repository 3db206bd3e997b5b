// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// What an import of Motus' list did, or would do, as the API answers.
public struct MotusImportView: Sendable, Hashable, Codable {
    /// A row that another row of the same serial stands before.
    public struct Superseded: Sendable, Hashable, Codable {
        /// Motus' number of the row.
        public var motusID: Int64
        /// The serial.
        public var serial: Serial
        /// Why the other row was taken.
        public var reason: String

        /// The view of such a row.
        public init(row: MotusReceiverList.Row, by current: MotusDeployment) {
            motusID = row.deployment.motusID
            serial = row.serial
            reason =
                "\(row.deployment.status.rawValue) since \(row.deployment.start?.description ?? "an unknown time"); taken: "
                + "\(current.motusID), \(current.status.rawValue) since \(current.start?.description ?? "an unknown time")"
        }
    }

    /// A row that could not be placed.
    public struct Unplaced: Sendable, Hashable, Codable {
        /// Its place in the answer, from 1.
        public var row: Int
        /// Motus' number, where it has one.
        public var motusID: Int64?
        /// What it calls the receiver.
        public var text: String?
        /// Why.
        public var reason: String

        /// The view of such a row.
        public init(_ row: MotusReceiverList.Unplaced) {
            self.row = row.row
            motusID = row.motusID
            text = row.text
            reason = row.reason
        }
    }

    /// Whether nothing was changed.
    public var dryRun: Bool
    /// How many rows there were.
    public var rows: Int
    /// How many serials there were.
    public var receivers: Int
    /// Serials that are new here.
    public var added: [Serial]
    /// Serials of which Motus says something new.
    public var updated: [Serial]
    /// How many serials are as they were.
    public var unchanged: Int
    /// Rows that others stand before.
    public var superseded: [Superseded]
    /// Rows that could not be placed.
    public var unplaced: [Unplaced]

    /// A view of these parts.
    public init(
        dryRun: Bool, rows: Int, receivers: Int, added: [Serial], updated: [Serial], unchanged: Int,
        superseded: [Superseded], unplaced: [Unplaced]
    ) {
        self.dryRun = dryRun
        self.rows = rows
        self.receivers = receivers
        self.added = added
        self.updated = updated
        self.unchanged = unchanged
        self.superseded = superseded
        self.unplaced = unplaced
    }
}
