// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func station(_ id: StationID) -> Station? { tables.stations[id] }

    func stations(matching filter: StationFilter, after: StationOrder?, limit: Int) -> [Station] {
        let text = Array(filter.text.lowercased().utf8)
        return tables.stations.rows
            .filter { station in
                (filter.projects?.contains(station.project) ?? true) && (after.map { station.order > $0 } ?? true)
                    && station.order.name.has(text)
            }
            .sorted { $0.order < $1.order }
            .first(limit)
    }

    func add(_ draft: StationDraft) throws(StoreError) -> Station {
        try StoreError.refuse(draft.details.problems)
        let station = tables.stations.insert { id in
            Station(id: id, project: draft.project, details: draft.details, createdAt: draft.createdAt)
        }
        guard let station else { throw .stationExists(draft.details.name) }
        return station
    }

    func change(_ station: Station) throws(StoreError) -> Station {
        try StoreError.refuse(station.details.problems)
        let known = try require(station.id, seenAs: station.revision)
        let namesake = tables.stations[key: Station.Name(station)]
        guard namesake.map({ $0.id == station.id }) ?? true else { throw .stationExists(station.details.name) }
        var changed = station
        changed.createdAt = known.createdAt
        changed.revision += 1
        tables.stations.remove(known.id)
        guard let kept = tables.stations.putBack(changed) else { throw .stationExists(station.details.name) }
        return kept
    }

    func remove(_ station: StationID, seenAs revision: Int64) throws(StoreError) {
        _ = try require(station, seenAs: revision)
        guard deployments(at: station).isEmpty else { throw .stationServed }
        tables.stations.remove(station)
        for photo in photos(of: station) { tables.photos.remove(photo.id) }
    }

    private func require(_ id: StationID, seenAs revision: Int64) throws(StoreError) -> Station {
        guard let station = tables.stations[id] else { throw .noStation }
        guard station.revision == revision else { throw .changedSince }
        return station
    }
}

extension String {
    /// Whether bytes stand somewhere in it, one after the other.
    func has(_ bytes: [UInt8]) -> Bool {
        let own = Array(utf8)
        return bytes.isEmpty || own.indices.contains { own[$0...].starts(with: bytes) }
    }
}

extension Station: MemoryRow {
    struct Name: Hashable, Sendable {
        let project: ProjectID
        let text: ExactText

        init(_ station: Station) {
            project = station.project
            text = ExactText(station.details.name)
        }
    }

    var rowKey: Name? { Name(self) }
}

extension StationID: MemoryRowID {}
