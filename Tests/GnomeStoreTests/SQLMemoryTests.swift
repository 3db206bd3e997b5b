// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite("What a connection has learnt", .timeLimit(.minutes(10)))
struct SQLMemoryTests {
    private let volts = Series(.metric, "volts")

    @Test("it is forgotten unless its transaction was kept")
    func transactions() {
        let memory = SQLMemory()
        memory.begin()
        memory.learn(1, of: volts)
        memory.keep()
        memory.begin()
        #expect(memory.numbers == [volts: 1])
        memory.learn(2, of: Series(.metric, "amperes"))
        memory.begin()
        #expect(memory.numbers.isEmpty)
    }

    @Test("names without end don't take memory without end")
    func limit() {
        let memory = SQLMemory()
        for number in 0..<50_000 { memory.learn(Int64(number), of: Series(.metric, "\(number)")) }
        #expect(memory.numbers.count <= 20_000)
    }

    @Test("a month is remembered until it is over, by what was received, and not at all where it is over already")
    func months() throws {
        let memory = SQLMemory()
        let may = try #require(ObservationMonth(of: Timestamp(seconds: 1_777_777_777)))
        memory.turn(to: may.start)
        memory.learn(may)
        memory.turn(to: Timestamp(seconds: 0))
        #expect(memory.months == [may])
        memory.turn(to: may.end)
        #expect(memory.months.isEmpty)
        memory.learn(may)
        #expect(memory.months.isEmpty)
    }

    @Test("the series of receivers don't take memory without end, and are forgotten one receiver at a time")
    func series() throws {
        let memory = SQLMemory()
        let receivers = (1...600).map { ReceiverID(rawValue: $0) }
        for receiver in receivers {
            memory.makeRoom()
            memory.learn(Array(0..<1000), of: receiver)
        }
        #expect(memory.series.count < 600)
        let last = try #require(receivers.last)
        #expect(memory.series[last]?.count == 1000)
        memory.forgetSeries(of: last)
        #expect(memory.series[last] == nil)
    }

    @Test("a series that was named in a write that failed gets its number when it is named again")
    func undone() async throws {
        try await withStore { store, _ in
            let receiver = try await store.register(1)
            let observation = try #require(Observation(volts, 12, receivedAt: Timestamp(seconds: 1_777_777_777)))
            let draft = ObservationDraft(
                receiver: receiver.id, frame: FrameID(rawValue: 1), observation: observation)
            await #expect(throws: StoreError.self) {
                try await store.write { (store) throws(StoreError) in
                    try store.add([draft])
                    throw StoreError(.conflict, "Enough.")
                }
            }
            for count in [1, 0] {
                #expect(try await store.write { (store) throws(StoreError) in try store.add([draft]) } == count)
            }
            #expect(try await store.faults().isEmpty)
        }
    }
}
