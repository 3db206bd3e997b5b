// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// What was observed at a receiver over time, in JSON.
struct SeriesAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            .api(
                "GET", "/receivers/{serial}/series", "receiver-series-list",
                access: .permission(.readReceivers, on: .receiver),
                Contract(
                    "Lists what was observed at a receiver, each series with its latest value.",
                    query: [.after(.word(0...400)), .limit],
                    answers: .json(PageView<SeriesOverviewView, String>.self)), handler: list),
            .api(
                "GET", "/receivers/{serial}/series/{series}", "receiver-series",
                access: .permission(.readReceivers, on: .receiver),
                Contract(
                    "Shows one series over time.",
                    query: [
                        .init("class", .word(0...100), "The class, where two series have the same name."),
                        .init("resolution", .oneOf(SeriesDetail.self), "How closely it is read; by hours otherwise."),
                        .init("from", .written, "From when on: a date or a time."),
                        .init("to", .written, "Until when: a date or a time."),
                        .init("limit", .integer(1...10_000), "At most so many points; 1000 where it is not given."),
                    ], answers: .json(SeriesView.self)), handler: show),
        ]
    }

    /// The series of a receiver by class and name, each with its latest value.
    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let (overviews, next) = try await context.seriesList(call)
        return .json(PageView(items: overviews.map(SeriesOverviewView.init), next: next))
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        .json(try await context.series(call))
    }
}

extension Series {
    /// A place between the series of a receiver, so that it stays one when series come in between.
    fileprivate var place: String { "\(kind) \(name)" }

    /// The series that a place is behind.
    fileprivate init(place: String) {
        let parts = place.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(SeriesClass(rawValue: String(parts[0])), parts.count > 1 ? String(parts[1]) : "")
    }
}

extension ServerContext {
    /// The page of a receiver's series that a request asks for, and the place that the next page is behind.
    ///
    /// - Throws: `Problem` 400 where the request can't be understood, 404 where there is no such receiver.
    func seriesList(_ call: Call) async throws -> (overviews: [SeriesOverview], next: String?) {
        let serial = try call.serial()
        let limit = try call.pageLimit()
        let last = call.query("after").map(Series.init(place:))
        let found = try await store.read { store throws(StoreError) -> [SeriesOverview]? in
            try store.receivers([serial])[serial].map { receiver throws(StoreError) in
                try store.series(of: receiver.id, after: last, limit: limit + 1)
            }
        }
        guard let found else { throw Problem.notFound("No receiver \(serial) is registered.") }
        let overviews = Array(found.prefix(limit))
        return (overviews, overviews.count < found.count ? overviews.last?.series.place : nil)
    }

    /// The part of a series that a request asks for.
    ///
    /// - Parameter usual: How closely it is read where the request does not say.
    /// - Throws: `Problem` 400 where the request can't be understood, 404 where there is no such series.
    func series(
        _ call: Call, usual: SeriesDetail = .hour
    ) async throws -> SeriesView {
        let serial = try call.serial()
        let name = call["series"]
        let kind = call.query("class").map(SeriesClass.init)
        let query = try call.seriesQuery(usual: usual, now: now())
        let (isRegistered, found, view) = try await store.read {
            store throws(StoreError) -> (Bool, [Series], SeriesView?) in
            guard let receiver = try store.receivers([serial])[serial] else { return (false, [], nil) }
            let found = try store.series(named: name, of: receiver.id).map(\.series)
                .filter { kind == nil || $0.kind == kind }
            guard found.count == 1, let series = found.first else { return (true, found, nil) }
            return (true, found, try query.view(of: series, at: receiver.id, in: store))
        }
        if let view { return view }
        guard isRegistered else { throw Problem.notFound("No receiver \(serial) is registered.") }
        guard !found.isEmpty else { throw Problem.notFound("\(serial) has no series of this name.") }
        let classes = found.map(\.kind.rawValue).joined(separator: ", ")
        throw Problem.invalid("class: expected one of \(classes), which all have a series of this name.")
    }
}

extension Call {
    fileprivate func seriesQuery(usual: SeriesDetail, now: Timestamp) throws(Problem) -> SeriesQuery {
        var resolution = usual
        if let text = head.query("resolution") {
            guard let known = SeriesDetail(rawValue: text) else {
                throw .invalid("resolution: expected raw, hour or day.")
            }
            resolution = known
        }
        func moment(_ name: String) throws(Problem) -> Timestamp? {
            guard let text = head.query(name) else { return nil }
            guard let moment = Timestamp.written(text) else {
                throw .invalid("\(name): expected a date like 2026-05-01 or a time like 2026-05-01T12:00:00Z.")
            }
            return moment
        }
        var limit = 1000
        if let text = head.query("limit") {
            guard let number = Int(text), (1...10_000).contains(number) else {
                throw .invalid("limit: expected a number from 1 to 10000.")
            }
            limit = number
        }
        return SeriesQuery(resolution, from: try moment("from"), to: try moment("to"), limit: limit, now: now)
    }
}
