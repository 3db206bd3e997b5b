// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

/// A name that a station may have, and that careless code damages.
private let oddName = "a'b\"c\\d%_!;--$1 é e\u{301} \u{202E}🐦<b>=1"

extension StorePromise {
    /// What `StationReading` and `StationWriting` promise.
    public static let stations: [StorePromise] = [
        StorePromise("a station is read back as it was added, and as it was changed") { store in
            let full = StationDetails(
                name: oddName, place: Place(latitude: -45.2463, longitude: 1 / 3, elevation: 0.1),
                timeZone: "America/Toronto", notes: "a\r\n\tb 🐦 ' \" \\")
            var flat = full
            flat.place?.elevation = nil
            let bare = StationDetails(name: "b")
            for (number, details) in [full, flat, bare].enumerated() {
                let added = try await store.add(details, in: Int64(number))
                #expect(
                    added
                        == Station(
                            id: added.id, project: ProjectID(rawValue: Int64(number)), details: details,
                            createdAt: moment(3)))
                #expect(try await store.station(added.id) == added)
                var wanted = added
                wanted.details = [bare, full, flat][number]
                wanted.project = ProjectID(rawValue: 50 + Int64(number))
                wanted.createdAt = moment(99)
                let changed = try await store.change(wanted)
                #expect(
                    changed
                        == Station(
                            id: added.id, project: wanted.project, details: wanted.details, createdAt: moment(3),
                            revision: 2))
                #expect(try await store.station(added.id) == changed)
            }
            #expect(try await store.station(StationID(rawValue: 99)) == nil)
        },
        StorePromise("a project has each name once, to the letter, and another project may have it too") { store in
            let first = try await store.add("Cabot Head")
            let other = try await store.add("cabot head")
            _ = try await store.add("Cabot Head", in: 2)
            await store.refuses(.conflict) { store in try await store.add("Cabot Head") }
            await store.refuses(.conflict) { store in
                var renamed = other
                renamed.details.name = "Cabot Head"
                _ = try await store.change(renamed)
            }
            await store.refuses(.conflict) { store in
                var given = first
                given.project = ProjectID(rawValue: 2)
                _ = try await store.change(given)
            }
            #expect(try await store.change(first).revision == 2)
            #expect(try await store.station(other.id) == other)
        },
        StorePromise("what rests on an outdated look at a station is refused, and so is what breaks a rule") { store in
            let first = try await store.add("a")
            let second = try await store.change(first)
            await store.refuses(.stale) { store in _ = try await store.change(first) }
            await store.refuses(.stale) { store in try await store.remove(first) }
            await store.refuses(.invalid) { store in _ = try await store.add("") }
            await store.refuses(.invalid) { store in
                var wrong = second
                wrong.details.place = Place(latitude: .nan, longitude: 0)
                _ = try await store.change(wrong)
            }
            #expect(try await store.station(first.id) == second)
            try await store.remove(second)
            #expect(try await store.station(first.id) == nil)
            await store.refuses(.notFound) { store in try await store.remove(second) }
            await store.refuses(.notFound) { store in _ = try await store.change(second) }
            #expect(try await store.add("a").id > first.id)
        },
        StorePromise("stations are paged by name in small letters, narrowed to projects and to a text in their name") {
            store in
            for (name, project) in [
                ("delta", 1), ("Alpha", 2), ("ÉCHO_1", 1), ("alpha", 1), ("bravo 100%", 3), ("bravo 1000", 1),
                ("alpha", 3),
            ] as [(String, Int64)] {
                _ = try await store.add(name, in: project)
            }
            func names(_ projects: Set<Int64>?, _ text: String = "", limit: Int = 2) async throws -> [String] {
                let filter = StationFilter(
                    projects: projects.map { Set($0.map(ProjectID.init(rawValue:))) }, text: text)
                return try await store.read { (store) throws(StoreError) in
                    var found: [Station] = []
                    while true {
                        let page = try store.stations(matching: filter, after: found.last?.order, limit: limit)
                        #expect(page.count <= limit)
                        found += page
                        if page.isEmpty { return found.map { "\($0.details.name) \($0.project.rawValue)" } }
                    }
                }
            }
            let all = ["Alpha 2", "alpha 1", "alpha 3", "bravo 100% 3", "bravo 1000 1", "delta 1", "ÉCHO_1 1"]
            for limit in [1, 2, 3, 9] {
                #expect(try await names(nil, limit: limit) == all)
                #expect(try await names([1, 3, 9], limit: limit) == all.filter { !$0.hasSuffix("2") })
            }
            #expect(try await names([2]) == ["Alpha 2"])
            #expect(try await names([]) == [])
            #expect(try await names(nil, "LPHA") == ["Alpha 2", "alpha 1", "alpha 3"])
            #expect(try await names([3], "lpha") == ["alpha 3"])
            #expect(try await names(nil, "0%") == ["bravo 100% 3"])
            #expect(try await names(nil, "o_1") == ["ÉCHO_1 1"])
            #expect(try await names(nil, "écho") == ["ÉCHO_1 1"])
            #expect(try await names(nil, "a!") == [])
            #expect(try await names(nil, "%") == ["bravo 100% 3"])
            #expect(try await names(nil, "", limit: 0) == [])
        },
    ]
}

extension Store {
    func add(_ name: String, in project: Int64 = 1) async throws(StoreError) -> Station {
        try await add(StationDetails(name: name), in: project)
    }

    fileprivate func add(_ details: StationDetails, in project: Int64) async throws(StoreError) -> Station {
        let draft = StationDraft(project: ProjectID(rawValue: project), details: details, createdAt: moment(3))
        return try await write { (store) throws(StoreError) in try store.add(draft) }
    }

    fileprivate func station(_ id: StationID) async throws(StoreError) -> Station? {
        try await read { (store) throws(StoreError) in try store.station(id) }
    }

    fileprivate func change(_ station: Station) async throws(StoreError) -> Station {
        try await write { (store) throws(StoreError) in try store.change(station) }
    }

    fileprivate func remove(_ station: Station) async throws(StoreError) {
        try await write { (store) throws(StoreError) in try store.remove(station.id, seenAs: station.revision) }
    }

    /// Expects that something is refused with a code.
    func refuses(_ code: StoreError.Code, _ body: (any Store) async throws -> some Any) async {
        let error = await #expect(throws: StoreError.self) { _ = try await body(self) }
        #expect(error?.code == code)
    }
}
