// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@testable import GnomeStore

/// U+FDD0, which a literal can't hold.
let storedMark = String(decoding: [0xEF, 0xB7, 0x90], as: UTF8.self)

/// Text that careless code damages, with a NUL and with the mark that PostgreSQL keeps one as.
private let oddText = "a'b\"c\\d\u{0}e\(storedMark)0\r\n\t%_;--$1 é e\u{301} \u{202E}🐦"

private func moment(_ microseconds: Int64) -> Timestamp {
    Timestamp(microseconds: 1_777_777_777_000_001 + microseconds)
}

private func keyDigest(_ byte: UInt8) throws -> KeyDigest {
    try #require(KeyDigest(bytes: [UInt8](repeating: byte, count: 32)))
}

private func oddFrame(_ text: String, _ proof: IdentityProof, _ body: [UInt8]) -> Frame {
    Frame(
        way: .amqp, route: text, receivedAt: moment(-1), contentType: text, contentEncoding: text,
        attributes: [text: text, "other": ""], proof: proof, body: body)
}

extension SQLStore {
    /// Fills every column of every table, in some rows and not in others; the newest row of each numbered table is deleted.
    ///
    /// - Parameter large: How many frames of a megabyte and a half there are, which take several pages.
    func populate(large: Int = 0) async throws {
        let (first, second) = (try keyDigest(0), try keyDigest(0xFF))
        let drafts = try (1...3).map { number in
            let draft = try receiverDraft(number)
            return ReceiverDraft(
                serial: draft.serial, registration: number == 2 ? .pending : .accepted,
                name: number == 1 ? oddText : nil, key: number == 1 ? first : nil, registeredAt: moment(0))
        }
        let gone = try receiverDraft(4)
        let series = Series(SeriesClass(rawValue: oddText), oddText)
        let observations = try [0.1, -1e290, 1 / 3, 5, 0].enumerated().map { index, value in
            try #require(
                Observation(
                    series, value, deviceTime: index == 1 ? moment(-4) : nil,
                    receivedAt: moment(Int64(index) * 3_000_000_000_000)))
        }
        try await write { (store) throws(StoreError) in
            var receivers: [Receiver] = []
            for draft in drafts { receivers.append(try store.register(draft)) }
            _ = try store.register(gone)
            var held = receivers[0]
            held.heldKey = HeldKey(key: second, since: moment(5), frames: 7)
            (held.project, held.purgedAt) = (ProjectID(rawValue: 8), moment(6))
            try store.update(held)
            try store.setKey(second, of: held.id, at: moment(1), ending: .rotated)
            try store.addHistory(of: held.id, key: first)
            let frames = [
                FrameDraft(
                    receiver: held.id, key: .message(id: oddText, content: []), kind: .note, deviceTime: moment(2),
                    frame: oddFrame(oddText, .key(user: oddText, digest: first), Array(0...255)), wasHeld: true),
                FrameDraft(
                    receiver: held.id, key: .message(id: "empty", content: []), kind: .note, deviceTime: nil,
                    frame: Frame(way: .http, route: "", receivedAt: Timestamp(microseconds: .min), body: [])),
            ]
            let large = (0..<large).map { frameDraft(receivers[1].id, "\($0)", bytes: 1_500_000) }
            let ids = try store.insert(frames + large + [frameDraft(held.id, "gone")])
            let repetition = FrameRepetition(receivedAt: moment(7), way: .http)
            try store.keepRepetitions([
                RepetitionDraft(receiver: held.id, before: ids[1], repetition: repetition),
                RepetitionDraft(receiver: held.id, before: ids.last ?? nil, repetition: repetition),
            ])
            for (index, observation) in observations.enumerated() {
                guard let id = ids.first ?? nil else { break }
                let receiver = receivers[index % 2]
                _ = try store.add([ObservationDraft(receiver: receiver.id, frame: id, observation: observation)])
            }
            for detail in SeriesDetail.allCases {
                // Before all that there is.
                let cut = RetentionCut(kind: series.kind, detail: detail, before: Timestamp(microseconds: 1))
                _ = try store.removeObservations(cut, limit: 1)
            }
            var status = ReceiverStatus()
            status.firstContactAt = moment(-9)
            status.lastContactAt = moment(3)
            status.lastContactWay = .amqp
            status.nextContactAt = moment(4)
            status.lastReport = ids.first ?? nil
            status.lastReportAt = moment(3)
            status.frames = 12
            try store.setStatuses([held.id: status, receivers[1].id: ReceiverStatus()])
            try store.setMotusDeployments([
                held.id: MotusDeployment(
                    motusID: 1, projectID: 2, deviceID: 3, receiverType: oddText, name: oddText, status: .active,
                    start: moment(1)),
                receivers[2].id: MotusDeployment(
                    motusID: 2, projectID: nil, deviceID: nil, receiverType: nil, name: nil, status: .pending,
                    start: nil),
            ])
            try store.setBrokerCredential(
                BrokerCredential(serial: held.serial, passwordHash: oddText, changedAt: moment(2)))
            _ = try store.quarantine([
                QuarantineDraft(
                    reason: .receiverPending, detail: oddText, claimedSerial: held.serial,
                    key: .message(id: oddText, content: []),
                    frame: oddFrame(oddText, .key(user: "", digest: second), [0, 0, 0])),
                QuarantineDraft(
                    reason: .receiverPending, detail: "", claimedSerial: nil, key: .message(id: "", content: []),
                    frame: oddFrame("", .brokerUser(oddText), [])),
            ])
            try store.count([
                QuarantineDrop(
                    .person, .undecodable, actor: oddText, sentence: oddText,
                    volume: QuarantineVolume(entries: 3, bytes: 1 << 40), at: moment(7)),
                QuarantineDrop(.age, .noSerial, sentence: "", volume: QuarantineVolume(), at: moment(8)),
            ])
            let kind = JobKind(rawValue: "mail")
            _ = try store.enqueue([
                JobDraft(kind: kind, payload: Array(0...255), uniqueKey: oddText, createdAt: moment(0)),
                JobDraft(kind: kind, payload: [], createdAt: moment(1)),
                JobDraft(kind: kind, payload: [1], createdAt: moment(900)),
                JobDraft(kind: kind, payload: [2], createdAt: moment(901)),
            ])
            for claimed in try store.claimJobs(of: [kind], at: moment(9), until: moment(99), by: oddText, limit: 2) {
                try store.bury(claimed.lease, error: oddText)
            }
            try store.populatePeople(digests: [first, second])
            for name in ["archive", "gone"].compactMap(ForwardName.init(rawValue:)) {
                let forward = try store.add(
                    ForwardDraft(
                        name: name, target: ForwardTarget(.webhook(url: "https://example.org/\(oddText)")),
                        cursor: FrameID(rawValue: 1), createdAt: moment(0)))
                guard let held = try store.claimForward(forward.id, at: moment(0), until: moment(9), by: oddText) else {
                    break
                }
                try store.record(
                    ForwardProgress(
                        cursor: FrameID(rawValue: 2), breaker: CircuitBreaker(failures: 3, retryAt: moment(7)),
                        error: oddText), by: held.lease, until: moment(20))
            }
        }
        try await execute("DELETE FROM frames WHERE id = (SELECT max(id) FROM frames)")
        try await execute("DELETE FROM receivers WHERE id = (SELECT max(id) FROM receivers)")
        try await execute("DELETE FROM jobs WHERE id = (SELECT max(id) FROM jobs)")
        try await execute("DELETE FROM forwards WHERE id = (SELECT max(id) FROM forwards)")
        try await execute("DELETE FROM deployments WHERE id = (SELECT max(id) FROM deployments)")
        try await execute("DELETE FROM station_photos WHERE id = (SELECT max(id) FROM station_photos)")
        try await execute("DELETE FROM stations WHERE id = (SELECT max(id) FROM stations)")
        try await execute("DELETE FROM receiver_keys WHERE id = (SELECT max(id) FROM receiver_keys)")
        try await execute("DELETE FROM identity_conflicts WHERE id = (SELECT max(id) FROM identity_conflicts)")
        try await execute("DELETE FROM quarantine WHERE id = (SELECT max(id) FROM quarantine)")
        try await execute("UPDATE quarantine SET claimed_serial = ''")
    }

    /// What the verbs of a store tell of all that it holds.
    func account() async throws(StoreError) -> Account {
        try await read { (store) throws(StoreError) in
            let overviews = try store.overviews(after: nil, limit: 100)
            var (keys, deployments, photos): ([[ReceiverKey]], [Deployment], [StationPhoto]) = ([], [], [])
            for receiver in overviews.map(\.receiver.id) {
                photos += try store.photos(of: StationID(rawValue: 1))
                keys.append(try store.keys(of: receiver))
                deployments += try store.deployments(of: receiver)
            }
            var series: [SeriesOverview] = []
            var observations: [StoredObservation] = []
            for receiver in overviews.map(\.receiver.id) {
                for found in try store.series(of: receiver) {
                    series.append(found)
                    observations += try store.observations(
                        of: found.series, at: receiver, from: Timestamp(microseconds: .min),
                        to: Timestamp(microseconds: .max), limit: 100)
                }
            }
            return Account(
                overviews: overviews, series: series, observations: observations,
                marks: try store.retentionMarks(),
                frames: try store.frames(after: nil, limit: 100),
                quarantine: try store.quarantineEntries(
                    store.quarantine(matching: .all, before: nil, limit: 100).map(\.id)),
                volumes: try store.quarantineVolumes(), drops: try store.quarantineDrops(),
                jobs: try store.jobs(.waiting, before: nil, limit: 100) + store.jobs(.dead, before: nil, limit: 100),
                forwards: try store.forwards(), keys: keys,
                conflicts: try store.identityConflicts(matching: IdentityConflictFilter(), before: nil, limit: 100),
                stations: try store.stations(matching: StationFilter(), after: nil, limit: 100),
                deployments: deployments, photos: photos,
                projects: try store.projects(after: nil, limit: 100),
                people: try store.people(after: nil, limit: 100),
                tokens: try store.tokens(matching: TokenFilter(), before: nil, limit: 100),
                audit: try store.audit(after: 0, limit: 100))
        }
    }

    /// The numbers that the next rows get.
    func nextNumbers() async throws -> [Int64?] {
        let draft = try receiverDraft(9)
        return try await write { (store) throws(StoreError) in
            let receiver = try store.register(draft)
            let frame = try store.insert([frameDraft(receiver.id, "next")])
            let entry = try store.quarantine([
                QuarantineDraft(
                    reason: .receiverPending, detail: "", claimedSerial: nil, key: .message(id: "next", content: []),
                    frame: Frame(way: .http, route: "", receivedAt: moment(0), body: []))
            ])
            let job = try store.enqueue([JobDraft(kind: JobKind(rawValue: "next"), payload: [], createdAt: moment(0))])
            return [receiver.id.rawValue, frame[0]?.rawValue, entry[0]?.rawValue, job[0]?.rawValue]
        }
    }
}

extension StoreWriter {
    /// Fills every column of the tables around people.
    fileprivate func populatePeople(digests: [KeyDigest]) throws(StoreError) {
        guard let login = LoginName("ann"), let other = LoginName("bob") else { return }
        let project = try add(ProjectDraft(ProjectDetails(name: "é e\u{301}", motusID: 213), createdAt: moment(0)))
        _ = try add(ProjectDraft(ProjectDetails(name: "b"), createdAt: moment(1)))
        var person = try add(
            PersonDraft(
                login: login, name: "Ann", isAdministrator: true, roles: [project.id: .manager], passwordHash: oddText,
                createdAt: moment(0)))
        let second = try add(
            PersonDraft(
                login: other, name: "Bob", motus: MotusBinding(user: 161, projects: [project.id]), passwordHash: "x",
                createdAt: moment(0)))
        person.isAdministrator = false
        var administrator = second
        administrator.isAdministrator = true
        _ = try change(administrator)
        person.disabledAt = moment(4)
        _ = try change(person)
        for (digest, agent) in zip(digests, [oddText, nil]) {
            _ = try begin(
                SessionDraft(person: person.id, digest: digest, begun: moment(0), address: oddText, agent: agent))
        }
        let full = try issue(
            TokenDraft(
                TokenTerms(
                    .invitation, label: "Bob", person: person.id, project: project.id, station: StationID(rawValue: 5),
                    role: .operator, isForAdministrator: true, scopes: [.readProject, .readServer], mostUses: 2,
                    expiresAt: moment(99)),
                digest: digests[0], createdAt: moment(0), createdBy: second.id))
        _ = try use(full.id, at: moment(8))
        try revoke(full.id, at: moment(9))
        _ = try issue(
            TokenDraft(TokenTerms(.setUp, label: "first"), digest: digests[1], createdAt: moment(0), createdBy: nil))
        try setLogInThrottle(LogInThrottle(failures: 3, lastFailure: moment(2)), of: oddText)
        for text in [oddText, nil] {
            try append(
                AuditEntry(
                    at: moment(0), actor: oddText, source: oddText, action: "a", subject: oddText, before: text,
                    after: text)
            ) { _ in digests[0].bytes }
        }
        try keep(
            KeptAnswer(
                actor: oddText, key: oddText, request: digests[0], status: 201, headers: [oddText: oddText],
                body: Array(0...255), keptAt: moment(0)))
    }
}

/// What the verbs of a store tell of all that it holds.
struct Account: Sendable, Equatable {
    let overviews: [ReceiverOverview]
    let series: [SeriesOverview]
    let observations: [StoredObservation]
    let marks: [RetentionMark]
    let frames: [StoredFrame]
    let quarantine: [QuarantineEntry]
    let volumes: [QuarantineReason: QuarantineVolume]
    let drops: [QuarantineDrop]
    let jobs: [Job]
    let forwards: [Forward]
    let keys: [[ReceiverKey]]
    let conflicts: [IdentityConflict]
    let stations: [Station]
    let deployments: [Deployment]
    let photos: [StationPhoto]
    let projects: [Project]
    let people: [Person]
    let tokens: [AccessToken]
    let audit: [AuditRecord]
}

extension StoreWriter {
    /// A station, a deployment, and conflicts, with every column filled in some row; of each also one that is newer.
    fileprivate func addHistory(of receiver: ReceiverID, key: KeyDigest) throws(StoreError) {
        let place = Place(latitude: 1 / 3, longitude: -0.1, elevation: 0.2)
        for (name, time) in [("É 🐦 ' \" \\ %", 1), ("gone", 50)] as [(String, Int64)] {
            let station = try add(
                StationDraft(
                    project: ProjectID(rawValue: 8),
                    details: StationDetails(name: name, place: place, timeZone: "America/Toronto", notes: "n\r\n\t🐦"),
                    createdAt: moment(1)))
            _ = try add(
                StationPhotoDraft(
                    station: station.id, mediaType: .jpeg, caption: "é 🐦 ' \"", picture: [0xFF, 0xD8, 0xFF, 0, 255],
                    addedAt: moment(3)))
            guard let interval = Interval(start: moment(time), end: moment(time + 5)) else { break }
            _ = try add(
                DeploymentDetails(
                    receiver: receiver, station: station.id, interval: interval,
                    antennas: [Antenna(port: 1, type: "é 🐦 \"", bearing: 0.1)],
                    expectations: Expectations(link: .cardOnly, months: [4])))
        }
        let facts = IdentityConflict.Facts(shownKey: key, liveKey: nil, lastShownAt: moment(1))
        for number in 0..<3 {
            var conflict = try open(
                IdentityConflictDraft(receiver: receiver, kind: .newKey, facts: facts, openedAt: moment(2)))
            if number == 1 {
                conflict.settlement = ConflictSettlement(
                    act: .reject, at: moment(3), by: oddText, before: .init(key: key, registration: .accepted))
            }
            conflict.frames = number
            try update(conflict)
        }
    }
}

/// Lends the path of a populated store that nobody has open, and a folder.
func withPopulated(large: Int = 0, _ body: (String, String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        let path = folder + "/source.db"
        let store = try await SQLStore.sqlite(at: path)
        try await store.populate(large: large)
        await store.close()
        try await body(path, folder)
    }
}

/// Opens a store, and closes it when something was done with it.
func opened<Value>(_ address: StoreAddress, _ body: (SQLStore) async throws -> Value) async throws -> Value {
    let store =
        switch address {
        case .sqlite(let file): try await SQLStore.sqlite(at: file.path)
        case .postgreSQL(let settings): try await SQLStore.postgreSQL(settings)
        }
    do {
        let value = try await body(store)
        await store.close()
        return value
    } catch {
        await store.close()
        throw error
    }
}
