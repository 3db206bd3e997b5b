// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import TestSupport

/// Writes that a seed chooses, of few receivers, keys and moments, so that they often meet.
struct StoreHistory {
    /// One call of a verb that writes; its answer is text that is equal where the answers are.
    struct Step: Sendable {
        let name: String
        let run: @Sendable (any StoreWriter) throws(StoreError) -> String

        init<Answer>(_ name: String, _ run: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Answer) {
            self.name = name
            self.run = { (store) throws(StoreError) in String(reflecting: try run(store)) }
        }
    }

    /// Calls that are one transaction, which its closure may undo in the end.
    struct Transaction: Sendable {
        let steps: [Step]
        let isUndone: Bool

        /// The answers of the calls, or the code of the error that undid all.
        func run(on store: any Store) async -> [String] {
            do throws(StoreError) {
                return try await store.write { (store) throws(StoreError) in
                    var answers: [String] = []
                    for step in steps {
                        do throws(StoreError) {
                            answers.append("\(step.name): \(try step.run(store))")
                        } catch {
                            answers.append("\(step.name): \(error.code)")
                        }
                    }
                    if isUndone { throw StoreError(.unavailable, "Enough.") }
                    return answers
                }
            } catch {
                return ["\(error.code)"]
            }
        }
    }

    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func nextTransaction() -> Transaction {
        let steps = (0..<number(1, 5)).map { _ in nextStep() }
        return Transaction(steps: steps, isUndone: number(0, 9) == 0)
    }

    private mutating func number(_ first: Int64, _ last: Int64) -> Int64 {
        Int64.random(in: first...last, using: &random)
    }
    private mutating func moment() -> Timestamp { Timestamp(seconds: 1_777_766_400 + number(0, 40) * 1800) }
    /// Seldom one that is not there.
    private mutating func receiver() -> ReceiverID {
        ReceiverID(rawValue: number(1, 3) + (number(0, 99) == 0 ? 90 : 0))
    }
    private mutating func serial() -> Serial { Serial(sensorgnome: "0000RPI3000\(number(1, 4))") }
    private mutating func lease() -> JobLease { JobLease(job: JobID(rawValue: number(1, 12)), number: number(1, 2)) }

    private mutating func key() -> FrameKey {
        let content = [UInt8](repeating: UInt8(number(1, 2)), count: 32)
        switch number(0, 2) {
        case 0: return .message(id: ["a", "A", "é", "e\u{301}"].randomElement(using: &random) ?? "", content: content)
        case 1: return .content(content)
        default: return .content(content, at: moment())
        }
    }

    private mutating func frame() -> Frame {
        Frame(way: .http, route: "/", receivedAt: moment(), body: [UInt8(number(0, 255))])
    }

    private mutating func nextStep() -> Step {
        switch number(0, 28) {
        case 18: key()
        case 19: conflict()
        case 20: station()
        case 21, 22: stationed()
        case 23: project()
        case 24, 25: person()
        case 26: session()
        case 27: token()
        case 28: answer()
        case 0: registration()
        case 1: change()
        case 2: status()
        case 3: deployment()
        case 4, 5: frames()
        case 6: quarantine()
        case 7: release()
        case 8, 9: jobs()
        case 10: claim()
        case 11, 12: settlement()
        case 13, 14: observations()
        case 15: repetition()
        case 16: removal()
        default: cut()
        }
    }

    private mutating func registration() -> Step {
        let draft = ReceiverDraft(serial: serial(), registration: .pending, registeredAt: moment())
        return Step("register") { (store) throws(StoreError) in try store.register(draft) }
    }

    private mutating func change() -> Step {
        let receiver = Receiver(
            id: receiver(), serial: serial(), registration: number(0, 2) == 0 ? .decommissioned : .accepted,
            project: number(0, 2) == 0 ? nil : ProjectID(rawValue: number(1, 2)), name: "\(number(0, 9))",
            registeredAt: moment())
        return Step("update") { (store) throws(StoreError) in try store.update(receiver) }
    }

    private mutating func digest() -> KeyDigest? {
        KeyDigest(bytes: [UInt8](repeating: UInt8(number(1, 3)), count: 32))
    }

    private mutating func key() -> Step {
        let (receiver, moment, key) = (receiver(), moment(), number(0, 4) == 0 ? nil : digest())
        return Step("set key") { (store) throws(StoreError) in
            try store.setKey(key, of: receiver, at: moment, ending: .rotated)
        }
    }

    private mutating func conflict() -> Step {
        let (receiver, moment, digest, id) = (receiver(), moment(), digest(), number(1, 5))
        guard let digest else { return key() }
        let facts = IdentityConflict.Facts(shownKey: digest, liveKey: nil, lastShownAt: moment)
        guard number(0, 1) == 0 else {
            return Step("update conflict") { (store) throws(StoreError) in
                guard var conflict = try store.identityConflict(IdentityConflictID(rawValue: id)) else { return }
                conflict.frames += 1
                conflict.settlement = ConflictSettlement(
                    act: .accept, at: moment, by: "p", before: .init(key: digest, registration: .pending))
                try store.update(conflict)
            }
        }
        let draft = IdentityConflictDraft(receiver: receiver, kind: .newKey, facts: facts, openedAt: moment)
        return Step("open conflict") { (store) throws(StoreError) in try store.open(draft) }
    }

    private mutating func station() -> Step {
        let (id, project) = (StationID(rawValue: number(1, 5)), ProjectID(rawValue: number(1, 2)))
        let (details, revision) = (StationDetails(name: ["a", "A", "b", ""][Int(number(0, 3))]), number(1, 2))
        let moment = moment()
        switch number(0, 4) {
        case 0: return Step("remove station") { (store) throws(StoreError) in try store.remove(id, seenAs: revision) }
        case 1:
            return Step("change station") { (store) throws(StoreError) in
                try store.change(
                    Station(id: id, project: project, details: details, createdAt: moment, revision: revision))
            }
        default:
            return Step("add station") { (store) throws(StoreError) in
                try store.add(StationDraft(project: project, details: details, createdAt: moment))
            }
        }
    }

    private mutating func stationed() -> Step {
        let (id, revision, start) = (DeploymentID(rawValue: number(1, 6)), number(1, 2), moment())
        let end = number(0, 2) == 0 ? nil : start.advanced(by: .seconds(1800 * number(1, 6)))
        let details = DeploymentDetails(
            receiver: receiver(), station: StationID(rawValue: number(1, 4)),
            interval: Interval(start: start, end: end) ?? Interval(since: start),
            // Of one month, because a text of several has no order.
            expectations: Expectations(months: [Int(number(1, 12))]))
        switch number(0, 4) {
        case 0:
            return Step("remove deployment") { (store) throws(StoreError) in try store.remove(id, seenAs: revision) }
        case 1:
            return Step("change deployment") { (store) throws(StoreError) in
                try store.change(Deployment(id: id, details: details, revision: revision))
            }
        default: return Step("add deployment") { (store) throws(StoreError) in try store.add(details) }
        }
    }

    private mutating func status() -> Step {
        let (receiver, moment, frame) = (receiver(), moment(), FrameID(rawValue: number(1, 9)))
        return Step("set statuses") { (store) throws(StoreError) in
            var status = try store.statuses([receiver])[receiver] ?? ReceiverStatus()
            status.frames += 1
            status.lastContactAt = moment
            status.lastReport = frame
            try store.setStatuses([receiver: status])
        }
    }

    private mutating func deployment() -> Step {
        let deployment = MotusDeployment(
            motusID: number(1, 9), projectID: nil, deviceID: nil, receiverType: nil, name: "n", status: .active,
            start: moment())
        let receiver = receiver()
        return Step("set deployments") { (store) throws(StoreError) in
            try store.setMotusDeployments([receiver: deployment])
        }
    }

    private mutating func frames() -> Step {
        let receiver = receiver()
        let drafts = (0..<number(1, 4)).map { _ in
            FrameDraft(
                receiver: receiver, key: key(), kind: .note, deviceTime: nil, frame: frame(), wasHeld: number(0, 3) == 0
            )
        }
        return Step("insert") { (store) throws(StoreError) in try store.insert(drafts) }
    }

    private mutating func repetition() -> Step {
        let (receiver, before) = (receiver(), number(0, 1) == 0 ? nil : FrameID(rawValue: number(1, 20)))
        let repetition = FrameRepetition(receivedAt: moment(), way: .amqp)
        return Step("keep repetitions") { (store) throws(StoreError) in
            try store.keepRepetitions([RepetitionDraft(receiver: receiver, before: before, repetition: repetition)])
        }
    }

    private mutating func removal() -> Step {
        let receiver = receiver()
        return Step("remove series") { (store) throws(StoreError) in try store.removeSeries(of: receiver) }
    }

    private mutating func quarantine() -> Step {
        let drafts = (0..<number(1, 4)).map { _ in
            QuarantineDraft(
                reason: number(0, 1) == 0 ? .unproven : .receiverPending, detail: "",
                claimedSerial: number(0, 3) == 0 ? nil : serial(), key: key(), frame: frame())
        }
        return Step("quarantine") { (store) throws(StoreError) in try store.quarantine(drafts) }
    }

    private mutating func release() -> Step {
        let ids = (0..<number(0, 3)).map { _ in QuarantineID(rawValue: number(1, 20)) }
        return Step("release") { (store) throws(StoreError) in
            try store.releaseFromQuarantine(ids).map { "\($0.key) \($0.value)" }.sorted()
        }
    }

    private mutating func jobs() -> Step {
        let drafts = (0..<number(1, 3)).map { _ in
            JobDraft(
                kind: JobKind(rawValue: "\(number(1, 2))"), payload: [], uniqueKey: number(0, 1) == 0 ? nil : "k",
                createdAt: moment(), dueAt: moment())
        }
        return Step("enqueue") { (store) throws(StoreError) in try store.enqueue(drafts) }
    }

    private mutating func claim() -> Step {
        let kinds = Set((0..<number(0, 2)).map { _ in JobKind(rawValue: "\(number(1, 2))") })
        let (now, end, limit) = (moment(), moment(), Int(number(-1, 3)))
        return Step("claim") { (store) throws(StoreError) in
            // Those of different kinds come in the order in which they were due before; all in that of their numbers.
            try store.claimJobs(of: kinds, at: now, until: end, by: "w", limit: limit)
        }
    }

    private mutating func settlement() -> Step {
        let (lease, moment) = (lease(), moment())
        switch number(0, 6) {
        case 0: return Step("complete") { (store) throws(StoreError) in try store.complete(lease) }
        case 1: return Step("fail") { (store) throws(StoreError) in try store.fail(lease, error: "e", next: moment) }
        case 2: return Step("bury") { (store) throws(StoreError) in try store.bury(lease, error: "b") }
        case 3: return Step("extend") { (store) throws(StoreError) in try store.extend(lease, until: moment) }
        case 4: return Step("give back") { (store) throws(StoreError) in try store.giveBack(lease, at: moment) }
        case 5: return Step("drop") { (store) throws(StoreError) in try store.drop(lease.job) }
        default: return Step("replay") { (store) throws(StoreError) in try store.replay(lease.job, at: moment) }
        }
    }

    private mutating func observations() -> Step {
        let receiver = receiver()
        let details: SeriesDetails = number(0, 2) == 0 ? [.hour, .day] : .all
        let drafts = (0..<number(1, 12)).compactMap { _ in
            // Whole numbers, whose sums don't depend on the order.
            Observation(Series(.metric, "\(number(1, 2))"), Double(number(-9, 9)), receivedAt: moment())
                .map {
                    ObservationDraft(
                        receiver: receiver, frame: FrameID(rawValue: number(1, 5)), observation: $0, details: details)
                }
        }
        return Step("add") { (store) throws(StoreError) in try store.add(drafts) }
    }

    private mutating func cut() -> Step {
        let cut = RetentionCut(
            kind: .metric, detail: SeriesDetail.allCases.randomElement(using: &random) ?? .raw, before: moment())
        return Step("cut") { (store) throws(StoreError) in
            // Which of them go first is free, so all must.
            [try store.countObservations(cut, limit: 1000), try store.removeObservations(cut, limit: 1000)]
        }
    }

    private mutating func login() -> LoginName? { LoginName(["ann", "bob", "cy"].randomElement(using: &random) ?? "") }
    private mutating func personID() -> PersonID { PersonID(rawValue: number(1, 4)) }
    private mutating func projectID() -> ProjectID { ProjectID(rawValue: number(1, 4)) }
    private mutating func project() -> Step {
        let names = ["a", "é", "e\u{301}", ""]
        let details = ProjectDetails(name: names.randomElement(using: &random) ?? "", motusID: Int(number(0, 3)))
        let (id, revision, moment) = (projectID(), number(1, 3), moment())
        switch number(0, 3) {
        case 0: return Step("remove project") { (store) throws(StoreError) in try store.remove(id, seenAs: revision) }
        case 1:
            return Step("change project") { (store) throws(StoreError) in
                try store.change(Project(id: id, details: details, createdAt: moment, revision: revision))
            }
        default:
            return Step("add project") { (store) throws(StoreError) in
                try store.add(ProjectDraft(details, createdAt: moment))
            }
        }
    }

    private mutating func person() -> Step {
        // No more than one role: what has no order can't be compared as text.
        let roles = number(0, 2) == 0 ? [projectID(): Role.allCases.randomElement(using: &random) ?? .viewer] : [:]
        let (id, login, isAdministrator, moment) = (personID(), login(), number(0, 1) == 0, moment())
        let (hash, disabledAt, revision) = (
            number(0, 2) == 0 ? "h" : nil, number(0, 2) == 0 ? moment : nil, number(1, 4)
        )
        switch number(0, 5) {
        case 0: return Step("remove person") { (store) throws(StoreError) in try store.remove(id, seenAs: revision) }
        case 1: return Step("set password") { (store) throws(StoreError) in try store.setPasswordHash("p", of: id) }
        case 2, 3:
            return Step("change person") { (store) throws(StoreError) -> Person? in
                guard let login else { return nil }
                return try store.change(
                    Person(
                        id: id, login: login, name: "n", isAdministrator: isAdministrator, roles: roles,
                        disabledAt: disabledAt, createdAt: moment, revision: revision))
            }
        default:
            return Step("add person") { (store) throws(StoreError) -> Person? in
                guard let login else { return nil }
                return try store.add(
                    PersonDraft(
                        login: login, name: "n", isAdministrator: isAdministrator, roles: roles, passwordHash: hash,
                        createdAt: moment))
            }
        }
    }

    private mutating func session() -> Step {
        let (person, id, digest, moment) = (personID(), SessionID(rawValue: number(1, 5)), digest(), moment())
        switch number(0, 6) {
        case 0: return Step("touch session") { (store) throws(StoreError) in try store.touch(id, at: moment) }
        case 1: return Step("end session") { (store) throws(StoreError) in try store.end(id, of: person) }
        case 2: return Step("end all") { (store) throws(StoreError) in try store.endSessions(of: person, except: id) }
        case 3: return Step("forget") { (store) throws(StoreError) in try store.forgetSessions(outlivedAt: moment) }
        default:
            return Step("begin session") { (store) throws(StoreError) -> Session? in
                guard let digest else { return nil }
                return try store.begin(
                    SessionDraft(person: person, digest: digest, begun: moment, address: "a"))
            }
        }
    }

    private mutating func token() -> Step {
        let (id, digest, moment, createdAt) = (TokenID(rawValue: number(1, 5)), digest(), moment(), moment())
        let terms = TokenTerms(
            TokenText.Kind.allCases.randomElement(using: &random) ?? .api, label: number(0, 5) == 0 ? "" : "l",
            person: number(0, 1) == 0 ? nil : personID(), project: number(0, 1) == 0 ? nil : projectID(),
            mostUses: number(0, 1) == 0 ? nil : 2, expiresAt: number(0, 1) == 0 ? nil : moment)
        switch number(0, 5) {
        case 0: return Step("touch token") { (store) throws(StoreError) in try store.touch(id, at: moment) }
        case 1: return Step("use token") { (store) throws(StoreError) in try store.use(id, at: createdAt) }
        case 2: return Step("revoke token") { (store) throws(StoreError) in try store.revoke(id, at: moment) }
        default:
            return Step("issue token") { (store) throws(StoreError) -> AccessToken? in
                guard let digest else { return nil }
                return try store.issue(
                    TokenDraft(terms, digest: digest, createdAt: createdAt, createdBy: nil))
            }
        }
    }

    private mutating func answer() -> Step {
        let (subject, digest, moment, failures) = ("\(number(1, 3))", digest(), moment(), Int(number(0, 3)))
        switch number(0, 4) {
        case 0:
            return Step("throttle") { (store) throws(StoreError) in
                try store.setLogInThrottle(LogInThrottle(failures: failures, lastFailure: moment), of: subject)
            }
        case 1:
            return Step("forget throttles") { (store) throws(StoreError) in
                try store.forgetLogInThrottles(lastFailedBefore: moment)
            }
        case 2:
            return Step("forget answers") { (store) throws(StoreError) in
                try store.forgetAnswers(keptBefore: moment)
            }
        case 3:
            return Step("keep answer") { (store) throws(StoreError) in
                guard let digest else { return }
                try store.keep(
                    KeptAnswer(
                        actor: subject, key: "k", request: digest, status: 200, headers: [:], body: [], keptAt: moment))
            }
        default:
            return Step("append") { (store) throws(StoreError) in
                try store.append(
                    AuditEntry(at: moment, actor: subject, source: "", action: "a", subject: subject)
                ) { Array($0.suffix(32)) }
            }
        }
    }
}
