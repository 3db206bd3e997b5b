// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads the deployments.
public protocol DeploymentReading {
    /// One deployment; nothing where there is none.
    func deployment(_ id: DeploymentID) throws(StoreError) -> Deployment?
    /// The deployments of a station, in the order in which they began.
    func deployments(at station: StationID) throws(StoreError) -> [Deployment]
    /// The deployments of a receiver, in the order in which they began.
    func deployments(of receiver: ReceiverID) throws(StoreError) -> [Deployment]
    /// What hangs somewhere at a moment, in the order of stations.
    ///
    /// - Parameters:
    ///   - projects: At stations of these; nothing for all.
    ///   - moment: The moment.
    func deployments(in projects: Set<ProjectID>?, at moment: Timestamp) throws(StoreError) -> [Deployment]
}

/// Changes the deployments.
public protocol DeploymentWriting {
    /// Adds a deployment.
    ///
    /// - Throws: `notFound` where there is no such receiver or station; `conflict` where the receiver is elsewhere in that
    ///   time; `invalid` where a field can't be taken.
    func add(_ details: DeploymentDetails) throws(StoreError) -> Deployment
    /// Writes what is to be of a deployment.
    ///
    /// - Parameter deployment: The deployment as it is to be, with the revision that was seen.
    /// - Returns: The deployment with its next revision.
    /// - Throws: `notFound` where there is none; `stale` where it was changed since; else as
    ///   ``add(_:)-(DeploymentDetails)``.
    func change(_ deployment: Deployment) throws(StoreError) -> Deployment
    /// Takes a deployment away that never was.
    ///
    /// - Throws: `notFound` where there is none; `stale` where it was changed since.
    func remove(_ deployment: DeploymentID, seenAs revision: Int64) throws(StoreError)
}

extension StoreReader {
    /// Refuses a deployment that can't be taken, names what is not there, or has its receiver in two places at once.
    func check(_ details: DeploymentDetails, replacing old: DeploymentID? = nil) throws(StoreError) {
        try StoreError.refuse(details.problems)
        guard let station = try station(details.station) else { throw .noStation }
        guard let serial = try receiver(details.receiver)?.serial else { throw .noReceiver }
        let others = try deployments(of: details.receiver)
        guard let obstacle = DeploymentRules.obstacle(to: details, replacing: old, among: others)?.details else {
            return
        }
        // Nobody learns the names of another project's stations by trying.
        let place = try self.station(obstacle.station).flatMap { $0.project == station.project ? $0 : nil }
        throw .isElsewhere(serial, place?.details.name, obstacle.interval)
    }
}
