// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

@Suite("A store in memory is the model of one in SQL", .timeLimit(.minutes(5)))
struct StoreModelTests {
    @Test("after any history of writes, both answer every question alike", arguments: UInt64(1)...12)
    func alike(seed: UInt64) async throws {
        try await withStore { sqlite, _ in
            let memory = MemoryStore()
            var history = StoreHistory(seed: seed)
            for number in 1...80 {
                let transaction = history.nextTransaction()
                let steps = (await transaction.run(on: memory), await transaction.run(on: sqlite))
                try #require(steps.0 == steps.1, "transaction \(number)")
                let answers = (try await memory.read(Self.answers), try await sqlite.read(Self.answers))
                try #require(answers.0 == answers.1, "after transaction \(number): \(transaction.steps.map(\.name))")
            }
        }
    }

    /// What the verbs that read answer, as texts that are equal where the answers are.
    @Sendable private static func answers(of store: any StoreReader) throws(StoreError) -> [String] {
        var answers: [String] = []
        func add(_ answer: some Any) { answers.append(String(reflecting: answer)) }
        func add<Count>(_ counts: [some Hashable: Count]) { add(counts.map { "\($0.key) \($0.value)" }.sorted()) }
        let receivers = try store.overviews(after: nil, limit: 9)
        add(receivers)
        add(try store.overviews(after: receivers.first?.receiver.serial, limit: 2))
        add(try store.receiverCount())
        for projects in [[], [1], [1, 2]].map({ Set($0.map(ProjectID.init(rawValue:))) }) {
            let filter = ReceiverFilter(
                projects: projects, at: Timestamp(seconds: 1_777_766_400 + 36_000), policy: ContactPolicy())
            for sort in ReceiverSort.allCases {
                let last = receivers.first?.place(by: sort, for: filter)
                add(try store.overviews(matching: filter, by: sort, after: last, limit: 2))
            }
            add(try store.receiverCounts(matching: filter))
            add(try store.receiverCount(in: projects))
            for text in ["", "a"] {
                add(try store.stations(matching: StationFilter(projects: projects, text: text), after: nil, limit: 3))
            }
            add(try store.deployments(in: projects, at: Timestamp(seconds: 1_777_766_400 + 36_000)))
            add(
                try store.identityConflicts(
                    matching: IdentityConflictFilter(projects: projects, isOpen: true), before: nil, limit: 3))
        }
        add(try store.identityConflicts(matching: IdentityConflictFilter(), before: nil, limit: 5))
        add(try store.receivers(decommissionedBefore: Timestamp(seconds: 1_777_766_400 + 36_000), limit: 2))
        let stations = try store.stations(matching: StationFilter(), after: nil, limit: 9)
        add(stations)
        for station in stations {
            add(try store.station(station.id))
            add(try store.deployments(at: station.id))
            add(try store.stations(matching: StationFilter(), after: station.order, limit: 2))
        }
        add(try store.deployments(in: nil, at: Timestamp(seconds: 1_777_766_400 + 36_000)))
        for byte in UInt8(1)...3 {
            guard let key = KeyDigest(bytes: [UInt8](repeating: byte, count: 32)) else { continue }
            add(try store.receivers(withKey: key))
        }
        for overview in receivers {
            let receiver = overview.receiver
            add(try store.overview(receiver.serial))
            add(try store.receiver(receiver.id))
            add(try store.keys(of: receiver.id))
            add(try store.deployments(of: receiver.id))
            add(try store.identityConflicts(of: receiver.id))
            add(try store.receivers([receiver.serial])[receiver.serial])
            add(try store.frames(of: receiver.id, before: FrameID(rawValue: 9), limit: 3))
            add(try store.history(of: receiver.id, after: FrameID(rawValue: 2), limit: 5))
            for series in try store.series(of: receiver.id) {
                add(series)
                try addSeries(series.series, of: receiver.id)
            }
            for byte in UInt8(1)...2 {
                let content = FrameKey.content([UInt8](repeating: byte, count: 32))
                add(try store.frames(withContent: content, of: receiver.id, amongNewest: 10))
                add(try store.quarantine(withContent: content, of: receiver.serial, amongNewest: 1000))
            }
            let filter = QuarantineFilter(reason: .unproven, serial: receiver.serial)
            add(try store.quarantine(matching: filter, after: QuarantineID(rawValue: 3), limit: 3))
            add(try store.quarantineVolumes(of: [.receiver(receiver.serial)]))
        }
        func addSeries(_ series: Series, of receiver: ReceiverID) throws(StoreError) {
            let (from, to) = (Timestamp(seconds: 1_777_766_400 + 7201), Timestamp(seconds: 1_777_766_400 + 60_000))
            add(try store.observations(of: series, at: receiver, from: from, to: to, limit: 9))
            for detail in SeriesDetail.allCases {
                add(try store.summaries(of: series, at: receiver, per: detail, from: from, to: to, limit: 9))
            }
        }
        add(try store.frames(after: nil, limit: 5))
        add(try store.frames(after: FrameID(rawValue: 4), limit: 5))
        add(try store.frameCount())
        let entries = try store.quarantine(matching: .all, before: QuarantineID(rawValue: 9), limit: 5)
        add(try store.quarantineEntries(entries.map(\.id)))
        add(try store.quarantineVolumes())
        add(try store.quarantineDrops())
        for state in JobState.allCases { add(try store.jobs(state, before: JobID(rawValue: 9), limit: 5)) }
        add(try store.jobs(in: [.dead, .waiting], of: JobKind(rawValue: "2"), before: nil, limit: 3))
        add(try store.jobCounts())
        let now = Timestamp(seconds: 1_777_766_400 + 36_000)
        add(try store.dueJobCounts(at: now))
        add(try store.nextDueTime(of: [JobKind(rawValue: "1")]))
        add(try store.seriesClasses())
        add(try store.retentionMarks())
        let projects = try store.projects(after: nil, limit: 9)
        add(projects)
        add(try store.projects(after: projects.first?.details.name, limit: 1))
        for project in projects { add(try store.members(of: project.id, after: nil, limit: 9)) }
        let people = try store.people(after: nil, limit: 9)
        add(people)
        add(try store.activeAdministratorCount())
        for person in people {
            add(try store.sessions(of: person.id))
            add(try store.passwordHash(of: person.id))
            add(try store.tokens(matching: TokenFilter(person: person.id), before: nil, limit: 9))
        }
        add(try store.tokens(matching: TokenFilter(), before: TokenID(rawValue: 9), limit: 5))
        add(try store.audit(matching: AuditFilter(actor: "1"), before: 9, limit: 3))
        add(try store.audit(matching: AuditFilter(subject: "2"), before: nil, limit: 3))
        let noon = Timestamp(seconds: 1_777_766_400 + 36_000)
        add(try store.audit(matching: AuditFilter(since: noon), before: nil, limit: 3))
        add(try store.audit(matching: AuditFilter(until: noon), before: nil, limit: 3))
        for subject in ["1", "2"] {
            add(try store.logInThrottle(of: subject))
            add(try store.keptAnswer(to: "k", of: subject))
        }
        return answers
    }
}
