// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

extension RegistrationService {
    /// What an import did, or would do.
    public struct ImportReport: Sendable, Hashable {
        /// Serials that were not registered before, or were pending.
        public var added: [Serial] = []
        /// Serials of which Motus says something else than before.
        public var updated: [Serial] = []
        /// How many were there already, as they should be.
        public var unchanged = 0
    }

    /// Registers every serial of a list, with what Motus knows of its present.
    ///
    /// Done twice, it changes nothing.
    ///
    /// - Parameters:
    ///   - rows: One row a serial.
    ///   - isDryRun: Whether only to say what would be done.
    ///   - author: Who takes it in.
    ///   - now: The time of registration.
    /// - Throws: `StoreError` where it could not be kept; then nothing has changed.
    public func `import`(
        _ rows: [MotusReceiverList.Row], isDryRun: Bool, by author: Author = .server, at now: Timestamp
    ) async throws(StoreError) -> ImportReport {
        let (policy, grace) = (policy, grace)
        if isDryRun {
            return try await store.read { store throws(StoreError) in try Self.plan(rows, in: store).report }
        }
        return try await store.write { store throws(StoreError) in
            let plan = try Self.plan(rows, in: store)
            for serial in plan.report.added {
                let act = ReceiverAct(ReceiverWish(.add, serial), by: author, at: now, policy: policy, grace: grace)
                _ = try act.run(in: store)
            }
            let receivers = try store.receivers(Array(plan.deployments.keys))
            var deployments: [ReceiverID: MotusDeployment] = [:]
            for (serial, deployment) in plan.deployments {
                if let receiver = receivers[serial] { deployments[receiver.id] = deployment }
            }
            try store.setMotusDeployments(deployments)
            return plan.report
        }
    }

    /// What has to be done, and what Motus says of each serial where that is new.
    private static func plan(
        _ rows: [MotusReceiverList.Row], in store: any StoreReader
    ) throws(StoreError) -> (report: ImportReport, deployments: [Serial: MotusDeployment]) {
        var report = ImportReport()
        var deployments: [Serial: MotusDeployment] = [:]
        for row in rows {
            let known = try store.overview(row.serial)
            if known?.motus != row.deployment { deployments[row.serial] = row.deployment }
            // What somebody took out of service stays so, whatever Motus says.
            let isWanted = ![.accepted, .rejected, .decommissioned].contains(known?.receiver.registration)
            if isWanted {
                report.added.append(row.serial)
            } else if known?.motus != row.deployment {
                report.updated.append(row.serial)
            } else {
                report.unchanged += 1
            }
        }
        return (report, deployments)
    }
}
