// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Months in the life of a fleet, with all that goes wrong in them; the same seed gives the same months.
///
/// Frames come again, at once and much later, within a batch and by themselves; batches are out of order; the clocks of
/// receivers and now and then that of the server are wrong; receivers wait for their acceptance; keys change; bodies can't be
/// read; and the server starts again and again.
struct SimulatedMonths {
    /// What happens.
    enum Event {
        case frames([Intake])
        case accepted(Serial)
    }

    /// What happens between one start of the server and the next.
    private(set) var runs: [[Event]] = [[]]

    private var random: SeededRandom
    private var receivers: [SimulatedReceiver]
    private var waiting: [Serial]
    /// What was sent lately, and may be sent again.
    private var sent: [Intake] = []
    /// 2026-01-20.
    private var clock = Timestamp(seconds: 1_768_867_200)
    private var numbers = 0

    init(seed: UInt64, batches: Int = 100) {
        random = SeededRandom(seed: seed)
        receivers = (0..<7).map { SimulatedReceiver(number: $0, seed: seed) }
        waiting = receivers.dropFirst(4).map(\.serial)
        for receiver in receivers.prefix(4) { runs[0].append(.accepted(receiver.serial)) }
        for _ in 0..<batches {
            clock = clock.advanced(by: .seconds(Int64.random(in: 60...150_000, using: &random)))
            addBatch()
            if happens(1, in: 12) { runs.append([]) }
            if happens(1, in: 25), waiting.count > 1 { add(.accepted(waiting.removeFirst())) }
        }
        // Nothing comes behind what waited until now.
        for serial in waiting { add(.accepted(serial)) }
    }

    private mutating func add(_ event: Event) { runs[runs.count - 1].append(event) }

    private mutating func happens(_ count: Int, in total: Int) -> Bool {
        Int.random(in: 0..<total, using: &random) < count
    }

    private mutating func addBatch() {
        // The server's clock is wrong now and then, by minutes or by years.
        let fault: Int64 =
            happens(1, in: 6) ? [-40_000_000, -9000, 9000, 40_000_000].randomElement(using: &random) ?? 0 : 0
        var batch: [Intake] = []
        // Now and then much has waited, while the server was away.
        let count = happens(1, in: 10) ? 200 : Int64.random(in: 1...30, using: &random)
        for index in 0..<count {
            let now = clock.advanced(by: .seconds(fault + index))
            var intake = next(at: now)
            if happens(1, in: 4), let earlier = sent.randomElement(using: &random) {
                intake = earlier
                intake.frame.receivedAt = now
                intake.isRedelivered = intake.frame.way == .amqp
            }
            batch.append(intake)
            if happens(1, in: 10) { batch.append(intake) }
        }
        sent = (sent + batch).suffix(200)
        if happens(1, in: 3) { batch.shuffle(using: &random) }
        add(.frames(batch))
    }

    private mutating func next(at now: Timestamp) -> Intake {
        let index = receivers.indices.randomElement(using: &random) ?? 0
        // A clock that has no battery, one that has never been set, and one that is only a little off.
        let offset: Int64 =
            happens(1, in: 4) ? [-1_700_000_000, -250_000, -600, 90, 60_000_000].randomElement(using: &random) ?? 0 : 0
        let time = now.advanced(by: .seconds(offset))
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3: return post("info", Array(receivers[index].report(at: time).utf8), of: index, at: now)
        case 3..<5: return post("telegraf", receivers[index].metrics(at: time).bytes, of: index, at: now)
        case 5..<7:
            let delay = Int.random(in: 90...7200, using: &random)
            return post("next", [], of: index, at: now, attributes: ["delay": "\(delay)"])
        case 7: return publish(Array("no message".utf8), at: now)
        default: return publish(receivers[index].note().bytes, at: now)
        }
    }

    private mutating func post(
        _ name: String, _ body: [UInt8], of index: Int, at now: Timestamp, attributes: [String: String] = [:]
    ) -> Intake {
        let receiver = receivers[index]
        let key = happens(1, in: 30) ? "another" : receiver.key
        let isPacked = happens(1, in: 2)
        return Intake(
            Frame(
                way: .http, route: "/agent/\(name)", receivedAt: now, contentEncoding: isPacked ? "gzip" : nil,
                attributes: attributes,
                proof: Secrets.digest(ofKey: key).map { .key(user: receiver.serial.text, digest: $0) } ?? .none,
                body: isPacked ? Gzip.deflate(body) : body))
    }

    private mutating func publish(_ body: [UInt8], at now: Timestamp) -> Intake {
        numbers += 1
        return Intake(
            Frame(
                way: .amqp, route: "sensorgnome-exchange/sensorgnome-management", receivedAt: now,
                attributes: happens(2, in: 3) ? [Frame.messageIDAttribute: "\(numbers)"] : [:], body: body))
    }
}

/// What became of the frames of simulated months.
struct SimulatedTally {
    var stored = 0
    var repeated = 0
    var quarantined = 0
    var released = 0
    var cut = 0
}

extension SimulatedMonths {
    /// Lets the months happen to a store, which is opened anew for each run.
    ///
    /// - Parameters:
    ///   - address: The store.
    ///   - cuts: What is taken away because it is old, each behind a run.
    func live(in address: StoreAddress, cuts: [[RetentionCut]] = []) async throws -> SimulatedTally {
        var tally = SimulatedTally()
        for (number, run) in runs.enumerated() {
            tally = try await opened(address) { store in
                var tally = tally
                let service = IngestService(store: store)
                let registration = RegistrationService(store: store)
                for event in run {
                    switch event {
                    case .accepted(let serial):
                        let added = try await registration.add(serial, name: nil, at: Timestamp(seconds: 1_768_867_200))
                        tally.released += added.released
                    case .frames(let batch):
                        for outcome in try await service.ingest(batch).outcomes {
                            switch outcome {
                            case .stored: tally.stored += 1
                            case .repeated: tally.repeated += 1
                            case .quarantined, .refused: tally.quarantined += 1
                            }
                        }
                    }
                }
                for cut in number < cuts.count ? cuts[number] : [] {
                    tally.cut += try await store.write { (store) throws(StoreError) in
                        try store.removeObservations(cut, limit: 1_000_000)
                    }
                }
                return tally
            }
        }
        return tally
    }
}
