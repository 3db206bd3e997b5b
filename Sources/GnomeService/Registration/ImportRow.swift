// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// One row of an import, on its way into the register: everything is looked at before anything is written.
struct ImportRow: Sendable {
    let row: ReceiverImport.Row
    private let key: KeyDigest?
    private let project: ProjectID?
    private let problems: [InvalidField]
    private let claim: ReceiverClaim

    /// Reads rows one after the other, of which no two may be about the same receiver or card.
    struct Reading {
        private let projects: [String: ProjectID]
        private let project: ProjectID?
        private let claim: ReceiverClaim
        private var serials: Set<Serial> = []
        private var keys: Set<String> = []

        init(projects: [String: ProjectID], default project: ProjectID?, claim: ReceiverClaim) {
            self.projects = projects
            self.project = project
            self.claim = claim
        }

        mutating func read(_ row: ReceiverImport.Row) -> ImportRow {
            var problems = row.problems
            let owner = row.project.map { projects[$0] } ?? project
            if row.project != nil, owner == nil {
                problems.append(
                    InvalidField("project", "must be a project that you manage", example: "Great Lakes"))
            }
            if let serial = row.serial, !serials.insert(serial).inserted {
                problems.append(InvalidField("serial", "stands in a row above", example: "each receiver once"))
            }
            if let key = row.key, !keys.insert(key).inserted {
                problems.append(InvalidField("key", "stands in a row above", example: "each card once"))
            }
            return ImportRow(
                row: row, key: row.key.flatMap(Secrets.digest(ofKey:)), project: owner, problems: problems, claim: claim
            )
        }
    }

    func take(
        into store: any StoreWriter, known: Receiver?, by author: Author, at now: Timestamp, policy: ContactPolicy,
        grace: Duration
    ) throws(StoreError) -> RegistrationService.ImportedRow {
        var problems = problems
        guard problems.isEmpty, let serial = row.serial, let act = row.act else { return result(.refused, problems) }
        let owner = project ?? known?.project
        if let known, !claim.holds(for: known, into: project) {
            problems.append(InvalidField("serial", "is known, and not yours to change", example: "a receiver of yours"))
        }
        let deployment = try deployment(of: known, in: owner, at: now, store, &problems)
        do throws(StoreError) {
            guard problems.isEmpty else { return result(.refused, problems) }
            let wish = ReceiverWish(act, serial, project: project, name: row.name, key: key)
            let outcome = try ReceiverAct(wish, by: author, at: now, policy: policy, grace: grace).run(in: store)
                .outcome
            var isDeployed = false
            if let deployment, let receiver = try store.receivers([serial])[serial] {
                var details = deployment
                details.receiver = receiver.id
                try store.record("deployment.add", nil, store.add(details), by: author, at: now)
                isDeployed = true
            }
            switch outcome {
            case .registered: return result(.registered)
            case .unchanged: return result(isDeployed ? .updated : .unchanged)
            case .accepted, .renamed, .changed: return result(.updated)
            }
        } catch {
            // What an act refuses it refuses before it writes anything.
            guard error.code == .conflict else { throw error }
            return result(
                .refused, [InvalidField("serial", "can't be taken: \(error.message)", example: "another row")])
        }
    }

    /// Where the row hangs the receiver; nothing where it names no station, or the receiver hangs there already.
    private func deployment(
        of known: Receiver?, in owner: ProjectID?, at now: Timestamp, _ store: any StoreReader,
        _ problems: inout [InvalidField]
    ) throws(StoreError) -> DeploymentDetails? {
        guard let name = row.station else { return nil }
        let station = try owner.flatMap { owner throws(StoreError) in
            try store.stations(
                matching: StationFilter(projects: [owner], text: name), after: nil, limit: 1000
            ).first { $0.details.name == name }
        }
        guard let station else {
            problems.append(InvalidField("station", "must be a station of the project", example: "Cabot Head"))
            return nil
        }
        let interval = Interval(since: now)
        let existing = try known.map { known throws(StoreError) in try store.deployments(of: known.id) } ?? []
        let details = DeploymentDetails(
            receiver: known?.id ?? ReceiverID(rawValue: 0), station: station.id, interval: interval)
        guard let obstacle = DeploymentRules.obstacle(to: details, among: existing) else { return details }
        if obstacle.details.station != station.id || !obstacle.details.interval.contains(now) {
            problems.append(
                InvalidField("station", "can't be: the receiver hangs elsewhere", example: "end that deployment first"))
        }
        return nil
    }

    private func result(
        _ outcome: RegistrationService.ImportedRow.Outcome, _ problems: [InvalidField] = []
    ) -> RegistrationService.ImportedRow {
        RegistrationService.ImportedRow(
            number: row.number, serial: row.serialText, outcome: outcome, problems: problems)
    }
}
