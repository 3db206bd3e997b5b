// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

/// A receiver may be three seconds late, and is offline four seconds later.
private let policy = ContactPolicy(slack: .seconds(3), offlineAfter: .seconds(4), usualDelay: .seconds(10))

private func ids(_ numbers: Int64...) -> Set<ProjectID> { Set(numbers.map(ProjectID.init(rawValue:))) }

private func seconds(_ seconds: Int64) -> Timestamp { moment(seconds * 1_000_000) }

/// A register in which receivers differ in all that lists go by; they are told by the numbers of their serials.
private struct Register {
    let store: any Store

    /// Registers nine receivers.
    init(_ store: any Store) async throws {
        self.store = store
        let receivers = try await store.register(4, 9, 1, 7, 3, 8, 2, 6, 5)
        let station = try await store.write { (store) throws(StoreError) in
            try store.add(
                StationDraft(
                    project: ProjectID(rawValue: 1), details: StationDetails(name: "Cabot Head"), createdAt: moment(0)))
        }
        func receiver(_ number: Int) throws -> Receiver {
            let serial = try serial(number)
            return try #require(receivers.first { $0.serial == serial })
        }
        let (one, two) = (ProjectID(rawValue: 1), ProjectID(rawValue: 2))
        try await change(receiver(1)) { receiver in (receiver.project, receiver.name) = (one, "Île aux Coudres") }
        try await change(receiver(2)) { receiver in (receiver.project, receiver.registration) = (two, .pending) }
        try await change(receiver(3)) { receiver in (receiver.project, receiver.name) = (one, "100% _!") }
        try await change(receiver(4)) { receiver in receiver.registration = .pending }
        try await change(receiver(5)) { receiver in receiver.name = "cabot head" }
        try await change(receiver(6)) { receiver in
            receiver.registration = .rejected
            receiver.heldKey = HeldKey(key: try digest(1), since: moment(0), frames: 1)
        }
        try await change(receiver(7)) { receiver in (receiver.project, receiver.name) = (two, "CABOT TAIL") }
        try await change(receiver(8)) { receiver in receiver.registration = .decommissioned }
        let known = MotusDeployment(
            motusID: 1, projectID: nil, deviceID: nil, receiverType: nil, name: "Baie-Élevée", status: .active,
            start: nil)
        let statuses = [
            try receiver(1).id: Self.status(heard: 0), try receiver(2).id: Self.status(heard: 5, back: 20),
            // What was announced before the last contact counts no more.
            try receiver(3).id: Self.status(heard: 6, back: 5), try receiver(5).id: Self.status(heard: -8),
            try receiver(7).id: Self.status(heard: -8, back: 2), try receiver(8).id: Self.status(heard: 7),
        ]
        let deployments = [
            (try receiver(1).id, try #require(Interval(start: seconds(0), end: seconds(9)))),
            (try receiver(3).id, Interval(since: seconds(9))),
            (try receiver(5).id, try #require(Interval(start: seconds(-9), end: seconds(0)))),
            (try receiver(5).id, Interval(since: seconds(20))),
        ]
        let named = [try receiver(9).id: known, try receiver(1).id: known]
        try await store.write { (store) throws(StoreError) in
            try store.setStatuses(statuses)
            // A name that somebody gave outweighs that of Motus.
            try store.setMotusDeployments(named)
            for (receiver, interval) in deployments {
                _ = try store.add(DeploymentDetails(receiver: receiver, station: station.id, interval: interval))
            }
        }
    }

    private static func status(heard: Int64, back: Int64? = nil) -> ReceiverStatus {
        var status = ReceiverStatus()
        (status.firstContactAt, status.lastContactAt, status.lastContactWay) = (seconds(heard), seconds(heard), .http)
        (status.nextContactAt, status.frames) = (back.map(seconds), 1)
        return status
    }

    private func change(_ receiver: Receiver, _ change: (inout Receiver) throws -> Void) async throws {
        var changed = receiver
        try change(&changed)
        try await store.write { [changed] (store) throws(StoreError) in try store.update(changed) }
    }

    /// The numbers of a list, read page by page; that it is counted as long as it is, is checked.
    func list(
        _ filter: ReceiverFilter, by sort: ReceiverSort = .serial, pagesOf limit: Int = 2
    ) async throws -> [Int] {
        let (found, count) = try await store.read { (store) throws(StoreError) in
            var found: [ReceiverOverview] = []
            while true {
                let last = found.last?.place(by: sort, for: filter)
                let page = try store.overviews(matching: filter, by: sort, after: last, limit: limit)
                found += page
                if page.isEmpty { return (found, try store.receiverCounts(matching: filter)) }
            }
        }
        let states = found.map {
            ReceiverState(
                registration: $0.receiver.registration,
                contact: $0.status.contact(at: filter.moment, policy: filter.policy))
        }
        #expect(count == Dictionary(states.map { ($0, 1) }, uniquingKeysWith: +))
        return try found.map { found in try #require(try (1...9).first { try serial($0) == found.receiver.serial }) }
    }
}

extension StorePromise {
    /// What stores promise of the lists of receivers.
    public static let receiverLists: [StorePromise] = [
        StorePromise("receivers are listed in each order, whatever the pages") { store in
            let register = try await Register(store)
            let filter = ReceiverFilter(at: seconds(14), policy: policy)
            for limit in [1, 2, 3, 99] {
                #expect(
                    try await register.list(filter, pagesOf: limit) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
                #expect(
                    try await register.list(filter, by: .name, pagesOf: limit) == [3, 9, 5, 7, 1, 2, 4, 6, 8])
                #expect(
                    try await register.list(filter, by: .lastHeard, pagesOf: limit) == [5, 7, 1, 2, 3, 8, 4, 6, 9])
                #expect(
                    try await register.list(filter, by: .lastHeardFirst, pagesOf: limit)
                        == [8, 3, 2, 1, 5, 7, 4, 6, 9])
                #expect(
                    try await register.list(filter, by: .urgency, pagesOf: limit) == [6, 2, 4, 5, 7, 1, 3, 9, 8])
            }
            for (sort, limit) in ReceiverSort.allCases.flatMap({ [($0, 0), ($0, -1)] }) {
                let none = try await store.read { (store) throws(StoreError) in
                    try store.overviews(matching: filter, by: sort, after: nil, limit: limit)
                }
                #expect(none.isEmpty)
            }
        },
        StorePromise("whether a receiver is heard as it should be is the same in a list as in itself, at every moment")
        {
            store in
            let register = try await Register(store)
            let all = try await store.read { (store) throws(StoreError) in try store.overviews(after: nil, limit: 9) }
            // At the bounds of each state, and a microsecond beside them.
            for second in Int64(-8)...30 {
                for now in [-1, 0, 1].map({ moment(second * 1_000_000 + $0) }) {
                    for contact in ContactState.allCases {
                        let filter = ReceiverFilter(contact: contact, at: now, policy: policy)
                        let wanted = all.filter { $0.status.contact(at: now, policy: policy) == contact }
                        #expect(
                            try await register.list(filter, pagesOf: 9).map { try serial($0) }
                                == wanted.map(\.receiver.serial))
                    }
                }
            }
        },
        StorePromise("the register is narrowed to projects, to a state, to what is deployed, and to a text") { store in
            let register = try await Register(store)
            func list(
                in projects: Set<ProjectID>? = nil, _ registration: Receiver.Registration? = nil,
                deployed isDeployed: Bool? = nil, having text: String = "", at second: Int64 = 0
            ) async throws -> [Int] {
                let filter = ReceiverFilter(
                    projects: projects, registration: registration, isDeployed: isDeployed, text: text,
                    at: seconds(second), policy: policy)
                let listed = try await register.list(filter)
                for sort in ReceiverSort.allCases {
                    #expect(try await register.list(filter, by: sort).sorted() == listed, "\(sort)")
                }
                return listed
            }
            #expect(try await list(in: ids()) == [])
            #expect(try await list(in: ids(1)) == [1, 3])
            #expect(try await list(in: ids(2, 12, 99)) == [2, 7])
            #expect(try await list(.pending) == [2, 4])
            #expect(try await list(in: ids(1, 2), .pending) == [2])
            #expect(try await list(.preauthorised) == [])
            #expect(try await list(deployed: true, at: -1) == [5])
            #expect(try await list(deployed: true, at: 0) == [1])
            #expect(try await list(deployed: true, at: 9) == [3])
            #expect(try await list(in: ids(2, 1), deployed: false, at: 9) == [1, 2, 7])
            #expect(try await list(having: "cabot") == [5, 7])
            #expect(try await list(having: "ÎLE") == [1])
            #expect(try await list(having: "élevée") == [1, 9], "what Motus calls it")
            #expect(try await list(having: "% _!") == [3])
            #expect(try await list(having: "%") == [3])
            #expect(try await list(having: "_") == [3])
            #expect(try await list(having: "0008rpi3") == [8])
            #expect(try await list(in: ids(2), .accepted, having: "CABOT") == [7])
            #expect(try await list(having: oddText) == [])
        },
        StorePromise("as many receivers are counted in projects as there are") { store in
            _ = try await Register(store)
            let counts = try await store.read { (store) throws(StoreError) in
                [
                    try store.receiverCount(in: nil), try store.receiverCount(in: ids(1)),
                    try store.receiverCount(in: ids(1, 2, 99)), try store.receiverCount(in: ids()),
                ]
            }
            #expect(counts == [9, 2, 4, 0])
        },
    ]
}
