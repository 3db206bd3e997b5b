// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func deployment(_ id: DeploymentID) -> Deployment? { tables.deployments[id] }

    func deployments(at station: StationID) -> [Deployment] { inOrder { $0.station == station } }

    func deployments(of receiver: ReceiverID) -> [Deployment] { inOrder { $0.receiver == receiver } }

    private func inOrder(_ isMeant: (DeploymentDetails) -> Bool) -> [Deployment] {
        tables.deployments.rows.filter { isMeant($0.details) }
            .sorted { ($0.details.interval.start, $0.id) < ($1.details.interval.start, $1.id) }
    }

    func deployments(in projects: Set<ProjectID>?, at moment: Timestamp) -> [Deployment] {
        tables.deployments.rows
            .filter { deployment in
                let project = tables.stations[deployment.details.station]?.project
                return deployment.details.interval.contains(moment)
                    && projects.map { set in project.map(set.contains) ?? false } ?? true
            }
            .sorted { ($0.details.station, $0.id) < ($1.details.station, $1.id) }
    }

    func add(_ details: DeploymentDetails) throws(StoreError) -> Deployment {
        try check(details)
        guard let deployment = tables.deployments.insert({ Deployment(id: $0, details: details) }) else {
            throw .noDeployment
        }
        return deployment
    }

    func change(_ deployment: Deployment) throws(StoreError) -> Deployment {
        try require(deployment.id, seenAs: deployment.revision)
        try check(deployment.details, replacing: deployment.id)
        let changed = tables.deployments.update(deployment.id) { row -> Deployment? in
            row.details = deployment.details
            row.revision += 1
            return row
        }
        guard let changed else { throw .noDeployment }
        return changed
    }

    func remove(_ deployment: DeploymentID, seenAs revision: Int64) throws(StoreError) {
        try require(deployment, seenAs: revision)
        tables.deployments.remove(deployment)
    }

    private func require(_ id: DeploymentID, seenAs revision: Int64) throws(StoreError) {
        guard let deployment = tables.deployments[id] else { throw .noDeployment }
        guard deployment.revision == revision else { throw .changedSince }
    }
}

extension Deployment: MemoryRow {
    var rowKey: Never? { nil }
}

extension DeploymentID: MemoryRowID {}
