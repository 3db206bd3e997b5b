// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore

/// Writes and reads a store the way the server does.
enum StoreBench: Subcommand {
    static let name = "store"
    static let summary = "inserts, ingest, group commit, export (--store, --frames 200000, --receivers 500, --part)"

    static func run(_ options: Options) async throws {
        let count = options.count("frames", default: 200_000)
        let store = try await BenchStore.open(try options.text("store"))
        let receivers = try await BenchStore.register(options.count("receivers", default: 500), in: store)
        switch try options.text("part") {
        case "insert": try await insert(count, receivers, store)
        case "ingest": try await ingest(count, receivers, store)
        case "group": try await group(receivers, store, writers: options.count("writers", default: 64))
        case "export": try await export(store)
        case "register": break
        default: throw WrongResult(description: "--part is register, insert, ingest, group or export")
        }
        await store.close()
    }

    /// A frame of about 150 bytes with an id that grows, as receivers send it.
    private static func draft(_ number: Int, _ receivers: [Receiver], _ run: String) -> FrameDraft {
        let receiver = receivers[number % receivers.count]
        let text = "contact \(number): all radios running, battery well, waiting for the next night, all is quiet"
        let now = SystemTime.now()
        let digits = String(number)
        let id = "\(run)-\(String(repeating: "0", count: max(0, 9 - digits.count)))\(digits)"
        return FrameDraft(
            receiver: receiver.id, key: .message(id: id, content: []), kind: .note, deviceTime: now,
            frame: Frame(
                way: .amqp, route: "gnome.uplink/\(receiver.serial).note", receivedAt: now,
                contentType: "application/json", attributes: ["message-id": id],
                proof: .brokerUser(receiver.serial.text), body: Note(id: receiver.serial.text, text: text).bytes))
    }

    private static func insert(_ count: Int, _ receivers: [Receiver], _ store: SQLStore) async throws {
        let run = String(UInt32.random(in: 0...UInt32.max), radix: 16)
        let clock = ContinuousClock()
        var elapsed = Duration.zero
        var number = 0
        while number < count {
            let drafts = (number..<min(number + 1000, count)).map { draft($0, receivers, run) }
            let start = clock.now
            let ids = try await store.write { (store) throws(StoreError) in try store.insert(drafts) }
            elapsed += start.duration(to: clock.now)
            guard !ids.contains(nil) else { throw WrongResult(description: "a new frame was taken for a repetition") }
            number += drafts.count
        }
        print("insert \(Int(Double(count) / elapsed.seconds)) rows/s in batches of 1000")
    }

    /// Takes messages in as they would come from a broker, in batches of 500, without one.
    private static func ingest(_ count: Int, _ receivers: [Receiver], _ store: SQLStore) async throws {
        let service = IngestService(store: store)
        let clock = ContinuousClock()
        var elapsed = Duration.zero
        var cpu = 0.0
        for start in stride(from: 0, to: count, by: 500) {
            let batch = (start..<min(start + 500, count)).map { number in
                let serial = receivers[number % receivers.count].serial
                return Intake(
                    Frame(
                        way: .amqp, route: "sensorgnome-exchange/sensorgnome-management", receivedAt: SystemTime.now(),
                        contentType: "application/json", attributes: ["message-id": UUID().uuidString],
                        body: BenchQueue.note(number, from: serial).bytes))
            }
            let (begin, used) = (clock.now, ProcessFigures.cpuSeconds)
            let report = try await service.ingest(batch)
            elapsed += begin.duration(to: clock.now)
            cpu += ProcessFigures.cpuSeconds - used
            for outcome in report.outcomes {
                guard case .stored = outcome else { throw WrongResult(description: "a new message was \(outcome)") }
            }
        }
        print("ingest \(Int(Double(count) / elapsed.seconds)) messages/s in batches of 500")
        print("ingest-cpu \(fixed(cpu / Double(count) * 1_000_000, decimals: 1)) microseconds/message")
    }

    /// Single writes: one after the other, each with a flush of its own, and many at the same time.
    private static func group(_ receivers: [Receiver], _ store: SQLStore, writers: Int) async throws {
        let alone = try await singles(2000, receivers, store, writers: 1)
        let together = try await singles(20_000, receivers, store, writers: writers)
        print("group \(Int(together)) writes/s of \(writers) writers, \(Int(alone)) writes/s one after the other")
        print("group-ratio \(fixed(together / alone, decimals: 1))")
    }

    private static func singles(
        _ count: Int, _ receivers: [Receiver], _ store: SQLStore, writers: Int
    ) async throws -> Double {
        let run = String(UInt32.random(in: 0...UInt32.max), radix: 16)
        let next = Counter()
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<writers {
                group.addTask {
                    while case let number = next.add(1), number < count {
                        let draft = draft(number, receivers, run)
                        _ = try await store.write { (store) throws(StoreError) in try store.insert([draft]) }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Double(count) / start.duration(to: clock.now).seconds
    }

    /// Reads all frames in pages, and tells how much memory that took on the way.
    private static func export(_ store: SQLStore) async throws {
        var after = FrameID(rawValue: 0)
        var count = 0
        var bytes = 0
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            let (last, read, size) = try await store.read { [after] (store) throws(StoreError) in
                let page = try store.frames(after: after, limit: 1000)
                return (page.last?.id, page.count, page.reduce(0) { $0 + $1.frame.body.count })
            }
            guard let last else { break }
            after = last
            count += read
            bytes += size
            if count % 200_000 == 0 {
                print("export \(count) frames, \(ProcessFigures.peakMegabytes) MB at most so far")
            }
        }
        let rate = Int(Double(count) / start.duration(to: clock.now).seconds)
        print(
            "export \(count) frames, \(bytes / 1_000_000) MB of bodies, \(rate) frames/s, \(ProcessFigures.peakMegabytes) MB at most"
        )
    }
}
