// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Stations and their history, in JSON.
struct StationsAPI: Sendable {
    private let context: ServerContext
    private var stations: StationService { context.stations }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] { [list, add, show, change, remove] }

    private var list: Operation {
        .api(
            "GET", "/stations", "stations", access: .permission(.readStations, on: .list),
            Contract(
                "Lists stations in the order of their names.",
                query: [
                    .init("project", .id, "Only stations of this project."),
                    .init("text", .word(0...100), "Only stations whose name has this in it."),
                    .after(.text(1...200, pattern: #"^[1-9][0-9]{0,17} [^\u0000-\u001F\u007F]*$"#)), .limit,
                ], answers: .json(PageView<StationView, String>.self))
        ) { call in
            let page = try await context.stationPage(call)
            return .json(PageView(items: page.stations, next: page.next?.cursor))
        }
    }

    /// Adds a station to a project.
    var add: Operation {
        .api(
            "POST", "/projects/{project}/stations", "station-add", access: .permission(.manageStations, on: .project),
            bodyLimit: 65_536,
            Contract(
                "Adds a station to a project.", body: .json(StationRequest.fields.schema),
                answers: .json(StationView.self, status: 201))
        ) { call in
            let station = try await stations.add(
                StationRequest(call.body).details, to: call.project(),
                by: call.caller.author, at: context.now())
            return .json(StationView(station, receivers: []), status: 201).revision(station.revision)
        }
    }

    private var show: Operation {
        .api(
            "GET", "/stations/{station}", "station", access: .permission(.readStations, on: .station),
            Contract("Shows a station with what hung there.", answers: .json(StationDetailView.self))
        ) { call in
            let history = try await stations.history(of: call.station())
            return .json(StationDetailView(history, at: context.now())).revision(history.station.revision)
        }
    }

    /// Changes a station.
    var change: Operation {
        .api(
            "PUT", "/stations/{station}", "station-change", access: .permission(.manageStations, on: .station),
            bodyLimit: 65_536,
            Contract(
                "Changes what is said of a station; what is left out is taken away.",
                body: .json(StationRequest.fields.schema), answers: .json(StationView.self)
            ).conditional
        ) { call in
            let details = try StationRequest(call.body).details
            var station = try await context.require(call.station())
            station.details = details
            station.revision = try call.expectedRevision() ?? station.revision
            let changed = try await stations.change(station, by: call.caller.author, at: context.now())
            return .json(StationView(changed, receivers: try await context.receivers(at: changed)))
                .revision(changed.revision)
        }
    }

    /// Takes a station away.
    var remove: Operation {
        .api(
            "DELETE", "/stations/{station}", "station-remove", access: .permission(.manageStations, on: .station),
            Contract(
                "Takes a station away that never had a deployment.", answers: .nothing("It is gone.")
            ).conditional
        ) { call in
            let station = try await context.require(call.station())
            try await stations.remove(
                station.id, seenAs: call.expectedRevision() ?? station.revision, by: call.caller.author,
                at: context.now())
            return HTTPResponse(status: 204)
        }
    }
}

extension Call {
    /// The station in the path.
    func station() throws(Problem) -> StationID { StationID(rawValue: try number("station")) }
}

extension ServerContext {
    /// The page of stations that a request asks for, and the place that the next page is behind.
    ///
    /// - Throws: `Problem` 400 where the request can't be understood.
    func stationPage(_ call: Call) async throws -> (stations: [StationView], next: StationOrder?) {
        let limit = try call.pageLimit()
        var projects = call.projects(.readStations)
        if let project = try call.number(ofQuery: "project").map(ProjectID.init) {
            projects = projects.map { $0.intersection([project]) } ?? [project]
        }
        let filter = StationFilter(projects: projects, text: call.query("text") ?? "")
        let after = try call.cursor("after") { StationOrder(cursor: $0) }
        let now = now()
        return try await store.read { [projects] store throws(StoreError) in
            let stations = try store.stations(matching: filter, after: after, limit: limit)
            var serials: [StationID: [Serial]] = [:]
            let shown = Set(stations.map(\.id))
            for deployment in try store.deployments(in: projects, at: now)
            where shown.contains(deployment.details.station) {
                guard let receiver = try store.receiver(deployment.details.receiver) else { continue }
                serials[deployment.details.station, default: []].append(receiver.serial)
            }
            return (
                stations.map { StationView($0, receivers: serials[$0.id] ?? []) },
                stations.cursor({ StationOrder(name: $0.details.name.lowercased(), id: $0.id) }, limit: limit)
            )
        }
    }

    /// A station that is there.
    ///
    /// - Throws: `Problem` 404 where it is not.
    func require(_ id: StationID) async throws -> Station {
        let station = try await store.read { store throws(StoreError) in try store.station(id) }
        guard let station else { throw Problem.notFound("There is no station \(id.rawValue).") }
        return station
    }

    /// The serials of what hangs at a station now.
    func receivers(at station: Station) async throws -> [Serial] {
        let now = now()
        return try await store.read { store throws(StoreError) in
            var serials: [Serial] = []
            for deployment in try store.deployments(at: station.id) where deployment.details.interval.contains(now) {
                if let receiver = try store.receiver(deployment.details.receiver) { serials.append(receiver.serial) }
            }
            return serials
        }
    }
}

extension StationOrder {
    /// The place as a cursor: the number, and the name behind it.
    var cursor: String { "\(id.rawValue) \(name)" }

    /// The place of a cursor; nothing where it is none.
    init?(cursor: String) {
        let parts = cursor.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[0]) else { return nil }
        self.init(name: String(parts[1]), id: StationID(rawValue: id))
    }
}
