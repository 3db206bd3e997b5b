// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `DeploymentReading` and `DeploymentWriting` promise.
    public static let deployments: [StorePromise] = [
        StorePromise("a deployment is read back as it was added, and as it was changed") { store in
            let receivers = try await store.register(1, 2)
            let stations = [try await store.add("a"), try await store.add("b", in: 2)]
            let full = DeploymentDetails(
                receiver: receivers[0].id, station: stations[0].id, interval: try span(-5, 100),
                antennas: [
                    Antenna(port: 1, type: "yagi-5 \"é🐦", bearing: 0.1, height: 1 / 3, frequency: 166.38),
                    Antenna(port: 2, type: "omni"),
                ],
                expectations: Expectations(link: .cardOnly, isSolar: true, dutyCycle: 0.25, months: [4, 5, 12]))
            let bare = DeploymentDetails(
                receiver: receivers[1].id, station: stations[1].id, interval: try span(7, nil))
            for details in [full, bare] {
                let added = try await store.add(details)
                #expect(added == Deployment(id: added.id, details: details))
                #expect(try await store.deployment(added.id) == added)
                let wanted = Deployment(id: added.id, details: details == full ? bare : full)
                let changed = try await store.change(wanted)
                #expect(changed == Deployment(id: added.id, details: wanted.details, revision: 2))
                #expect(try await store.deployment(added.id) == changed)
                try await store.remove(changed)
            }
            #expect(try await store.deployment(DeploymentID(rawValue: 1)) == nil)
        },
        StorePromise("no receiver is in two places at once, and who tries learns where it is and when") { store in
            let receivers = try await store.register(1, 2)
            let stations = [
                try await store.add("Here"), try await store.add("There"), try await store.add("Far", in: 2),
            ]
            func details(
                _ receiver: Int, _ station: Int, _ start: Int64, _ end: Int64?
            ) throws -> DeploymentDetails {
                DeploymentDetails(
                    receiver: receivers[receiver].id, station: stations[station].id, interval: try span(start, end))
            }
            let first = try await store.add(details(0, 0, 0, 100))
            let open = try await store.add(details(0, 1, 200, nil))
            for (station, start, end) in [(0, 99, 101), (1, -5, 1), (1, 150, nil), (0, 1000, 1001)]
                as [(
                    Int, Int64, Int64?
                )]
            {
                let wanted = try details(0, station, start, end)
                let error = await #expect(throws: StoreError.self) { try await store.add(wanted) }
                #expect(error?.code == .conflict)
                let (name, other) = start < 120 ? ("Here", first) : ("There", open)
                // The first that stands in the way; one that goes on meets both only behind the first.
                #expect(error?.message.contains("“\(name)”") == true)
                #expect(error?.message.contains("\(other.details.interval.start)") == true)
            }
            let elsewhere = try details(0, 2, 50, 60)
            let error = await #expect(throws: StoreError.self) { try await store.add(elsewhere) }
            #expect(error?.code == .conflict && error?.message.contains("Here") == false)
            // Side by side, one after the other, and in its own place.
            _ = try await store.add(details(1, 0, 0, 100))
            _ = try await store.add(details(0, 1, 100, 200))
            var longer = first
            longer.details.interval = try span(-100, 100)
            longer = try await store.change(longer)
            longer.details.interval = try span(-100, 101)
            await store.refuses(.conflict) { [longer] store in _ = try await store.change(longer) }
            #expect(
                try await store.deployments(of: receivers[0].id).map(\.details.interval.start)
                    == [-100, 100, 200].map(moment))
        },
        StorePromise("what rests on an outdated look at a deployment, names nobody or breaks a rule is refused") {
            store in
            let receiver = try await store.registerOne()
            let station = try await store.add("a")
            let details = DeploymentDetails(receiver: receiver.id, station: station.id, interval: try span(0, nil))
            let first = try await store.add(details)
            let second = try await store.change(first)
            await store.refuses(.stale) { store in _ = try await store.change(first) }
            await store.refuses(.stale) { store in try await store.remove(first) }
            await store.refuses(.conflict) { store in
                try await store.write { (store) throws(StoreError) in
                    try store.remove(station.id, seenAs: station.revision)
                }
            }
            for number in 0..<3 {
                var wrong = second
                switch number {
                case 0: wrong.details.receiver = ReceiverID(rawValue: 99)
                case 1: wrong.details.station = StationID(rawValue: 99)
                default: wrong.details.antennas = [Antenna(port: 0, type: "x")]
                }
                let code: StoreError.Code = number < 2 ? .notFound : .invalid
                await store.refuses(code) { [wrong] store in _ = try await store.change(wrong) }
                await store.refuses(code) { [wrong] store in _ = try await store.add(wrong.details) }
            }
            #expect(try await store.deployment(first.id) == second)
            try await store.remove(second)
            await store.refuses(.notFound) { store in try await store.remove(second) }
            await store.refuses(.notFound) { store in _ = try await store.change(second) }
            try await store.write { (store) throws(StoreError) in
                try store.remove(station.id, seenAs: station.revision)
            }
        },
        StorePromise("deployments are found by station, by receiver, and by moment in some projects") { store in
            let receivers = try await store.register(1, 2, 3)
            let stations = [try await store.add("a"), try await store.add("b", in: 2), try await store.add("c", in: 3)]
            var added: [Deployment] = []
            for (receiver, station, start, end) in [
                (0, 0, 50, nil), (0, 0, 0, 50), (1, 0, 20, 60), (1, 1, 60, nil), (2, 2, 10, nil),
            ] as [(Int, Int, Int64, Int64?)] {
                added.append(
                    try await store.add(
                        DeploymentDetails(
                            receiver: receivers[receiver].id, station: stations[station].id,
                            interval: try span(start, end))))
            }
            let all = added
            #expect(try await store.deployments(of: receivers[1].id) == [all[2], all[3]])
            try await store.read { (store) throws(StoreError) in
                #expect(try store.deployments(at: stations[0].id) == [all[1], all[2], all[0]])
                func current(_ time: Int64, _ projects: Set<Int64>? = nil) throws(StoreError) -> [Int] {
                    let projects = projects.map { Set($0.map(ProjectID.init(rawValue:))) }
                    return try store.deployments(in: projects, at: moment(time)).compactMap(all.firstIndex)
                }
                #expect(try current(-1) == [])
                #expect(try current(0) == [1])
                #expect(try current(49) == [1, 2, 4])
                #expect(try current(50) == [0, 2, 4])
                #expect(try current(60) == [0, 3, 4])
                #expect(try current(60, [1, 3]) == [0, 4])
                #expect(try current(60, []) == [])
            }
        },
        StorePromise("of many tasks that deploy one receiver at different stations, one does") { store in
            let receiver = try await store.registerOne()
            let stations = try await store.write { (store) throws(StoreError) in
                var stations: [Station] = []
                for number in 0..<8 {
                    stations.append(
                        try store.add(
                            StationDraft(
                                project: ProjectID(rawValue: 1), details: StationDetails(name: "\(number)"),
                                createdAt: moment(0))))
                }
                return stations
            }
            let kept = await withTaskGroup(of: Bool.self) { group in
                for station in stations {
                    group.addTask {
                        let details = DeploymentDetails(
                            receiver: receiver.id, station: station.id, interval: Interval(since: moment(0)))
                        return (try? await store.add(details)) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(kept == 1)
            #expect(try await store.deployments(of: receiver.id).count == 1)
        },
    ]
}

private func span(_ start: Int64, _ end: Int64?) throws -> Interval {
    try #require(Interval(start: moment(start), end: end.map(moment)))
}

extension Store {
    fileprivate func add(_ details: DeploymentDetails) async throws(StoreError) -> Deployment {
        try await write { (store) throws(StoreError) in try store.add(details) }
    }

    fileprivate func change(_ deployment: Deployment) async throws(StoreError) -> Deployment {
        try await write { (store) throws(StoreError) in try store.change(deployment) }
    }

    fileprivate func remove(_ deployment: Deployment) async throws(StoreError) {
        try await write { (store) throws(StoreError) in try store.remove(deployment.id, seenAs: deployment.revision) }
    }

    fileprivate func deployment(_ id: DeploymentID) async throws(StoreError) -> Deployment? {
        try await read { (store) throws(StoreError) in try store.deployment(id) }
    }

    fileprivate func deployments(of receiver: ReceiverID) async throws(StoreError) -> [Deployment] {
        try await read { (store) throws(StoreError) in try store.deployments(of: receiver) }
    }
}
