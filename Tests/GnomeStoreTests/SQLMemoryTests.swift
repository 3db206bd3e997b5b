// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeStore

@Suite("What a connection has learnt", .timeLimit(.minutes(1)))
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
