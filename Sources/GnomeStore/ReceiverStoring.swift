// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the register and the state of its receivers.
public protocol ReceiverReading {
    /// The receivers of these serials; a serial without a receiver is missing from the answer.
    func receivers(_ serials: [Serial]) throws(StoreError) -> [Serial: Receiver]
    /// One receiver; nothing where there is none of that number.
    func receiver(_ id: ReceiverID) throws(StoreError) -> Receiver?
    /// The status of these receivers; one that was never heard has an empty status.
    func statuses(_ receivers: [ReceiverID]) throws(StoreError) -> [ReceiverID: ReceiverStatus]
    /// A page of the register with all that a list shows.
    ///
    /// - Parameters:
    ///   - filter: Which receivers.
    ///   - sort: In which order.
    ///   - after: The last place of the page before, in the same order; nothing for the first page.
    ///   - limit: At most so many.
    func overviews(
        matching filter: ReceiverFilter, by sort: ReceiverSort, after: ReceiverPlace?, limit: Int
    ) throws(StoreError) -> [ReceiverOverview]
    /// How many receivers there are in each state in which there are any.
    func receiverCounts(matching filter: ReceiverFilter) throws(StoreError) -> [ReceiverState: Int]
    /// All that a list shows of one receiver; nothing where the serial is not registered.
    func overview(_ serial: Serial) throws(StoreError) -> ReceiverOverview?
    /// How many receivers are registered.
    ///
    /// - Parameter projects: Only receivers of these; nothing for all, also those that nobody owns.
    func receiverCount(in projects: Set<ProjectID>?) throws(StoreError) -> Int
    /// How many receivers are pending.
    func pendingReceiverCount() throws(StoreError) -> Int
    /// The receivers that were decommissioned before a moment and are not purged, those of the longest time first.
    func receivers(decommissionedBefore moment: Timestamp, limit: Int) throws(StoreError) -> [Receiver]
}

extension ReceiverReading {
    /// A page of the whole register with all that a list shows, in the order of serials.
    public func overviews(after: Serial?, limit: Int) throws(StoreError) -> [ReceiverOverview] {
        try overviews(matching: .all, by: .serial, after: after.map { ReceiverPlace(serial: $0) }, limit: limit)
    }

    /// How many receivers are registered.
    public func receiverCount() throws(StoreError) -> Int { try receiverCount(in: nil) }
}

/// Changes the register and the state of its receivers.
public protocol ReceiverWriting {
    /// Enters a receiver into the register.
    ///
    /// - Throws: `conflict` where the serial is registered already.
    func register(_ draft: ReceiverDraft) throws(StoreError) -> Receiver
    /// Writes back a receiver that was read in the same transaction.
    ///
    /// Its id and serial never change, nor does its key: that is ``IdentityWriting/setKey(_:of:at:ending:)``.
    ///
    /// - Throws: `notFound` where there is no such receiver.
    func update(_ receiver: Receiver) throws(StoreError)
    /// Takes receivers out of the register that are pending and of which nothing waits in quarantine and no frame is
    /// stored; others are left alone.
    func forgetPending(_ serials: [Serial]) throws(StoreError)
    /// Writes the status of these receivers.
    func setStatuses(_ statuses: [ReceiverID: ReceiverStatus]) throws(StoreError)
    /// Writes what Motus knows of these receivers, replacing what was known before.
    func setMotusDeployments(_ deployments: [ReceiverID: MotusDeployment]) throws(StoreError)
}

/// A receiver that is to be registered.
public struct ReceiverDraft: Sendable, Hashable {
    /// Its serial.
    public var serial: Serial
    /// Whether it belongs here already.
    public var registration: Receiver.Registration
    /// Who owns it.
    public var project: ProjectID?
    /// What people call it.
    public var name: String?
    /// The key it showed.
    public var key: KeyDigest?
    /// When it is registered.
    public var registeredAt: Timestamp

    /// A draft of these parts.
    public init(
        serial: Serial, registration: Receiver.Registration, project: ProjectID? = nil, name: String? = nil,
        key: KeyDigest? = nil, registeredAt: Timestamp
    ) {
        self.serial = serial
        self.registration = registration
        self.project = project
        self.name = name
        self.key = key
        self.registeredAt = registeredAt
    }
}

/// One receiver with all that a list shows of it.
public struct ReceiverOverview: Sendable, Hashable {
    /// The receiver.
    public var receiver: Receiver
    /// What it said so far.
    public var status: ReceiverStatus
    /// What Motus knows of it, if it was asked.
    public var motus: MotusDeployment?
    /// How many of its frames wait in quarantine.
    public var quarantined: Int

    /// An overview of these parts.
    public init(receiver: Receiver, status: ReceiverStatus, motus: MotusDeployment?, quarantined: Int) {
        self.receiver = receiver
        self.status = status
        self.motus = motus
        self.quarantined = quarantined
    }
}
