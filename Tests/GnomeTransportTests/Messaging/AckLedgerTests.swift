// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("The ledger of deliveries that are not settled")
struct AckLedgerTests {
    private func ledger(upTo last: UInt64) -> AckLedger {
        var ledger = AckLedger()
        for tag in 1...last { ledger.delivered(tag, bytes: 10) }
        return ledger
    }

    @Test("Deliveries from the oldest on are acknowledged with one frame")
    func contiguous() {
        var ledger = ledger(upTo: 10)
        #expect(ledger.acknowledge([1, 2, 3]) == [.through(3)])
        #expect(ledger.acknowledge([6, 4, 5]) == [.through(6)])
        #expect(ledger.acknowledge([7]) == [.only(7)])
    }

    @Test("Behind one that is not settled, each delivery has a frame of its own")
    func gaps() {
        var ledger = ledger(upTo: 10)
        #expect(ledger.acknowledge([5, 3]) == [.only(3), .only(5)])
        #expect(ledger.acknowledge([1, 2, 7]) == [.through(2), .only(7)])
        #expect(ledger.acknowledge([4]) == [.only(4)])
        #expect(ledger.acknowledge([6, 8]) == [.through(8)])
    }

    @Test("A tag that is unknown or settled already is passed over, as the broker would close the channel over it")
    func strangers() {
        var ledger = ledger(upTo: 3)
        #expect(ledger.acknowledge([0, 4, .max]) == [])
        #expect(ledger.acknowledge([2, 2]) == [.only(2)])
        #expect(ledger.acknowledge([2]) == [])
        #expect(ledger.giveBack([2, 1, 9]) == [1])
        #expect(ledger.acknowledge([1, 3]) == [.only(3)])
        #expect(ledger.acknowledge([]) == [])
    }

    @Test("It knows how many bytes are out, whichever way they are settled")
    func bytes() {
        var ledger = ledger(upTo: 5)
        #expect(ledger.bytes == 50)
        _ = ledger.acknowledge([2, 2, 9])
        #expect(ledger.bytes == 40)
        _ = ledger.giveBack([1])
        #expect(ledger.bytes == 30)
        ledger.delivered(8, bytes: 7)
        #expect(ledger.bytes == 37)
        _ = ledger.acknowledge([3, 4, 5, 8])
        #expect(ledger.bytes == 0)
    }

    @Test("A multiple frame never takes in a delivery that was not acknowledged", arguments: 1...20)
    func neverTooMuch(seed: UInt64) {
        var generator = SplitMix(seed: seed)
        var ledger = AckLedger()
        var outstanding: Set<UInt64> = []
        var next: UInt64 = 1
        for _ in 0..<300 {
            for _ in 0..<Int.random(in: 0..<6, using: &generator) {
                ledger.delivered(next, bytes: 10)
                outstanding.insert(next)
                next += 1
            }
            let chosen = outstanding.sorted().filter { _ in Int.random(in: 0..<3, using: &generator) > 0 }
            guard Int.random(in: 0..<4, using: &generator) > 0 else {
                #expect(ledger.giveBack(chosen.shuffled(using: &generator)) == chosen)
                outstanding.subtract(chosen)
                continue
            }
            // What a broker would take each frame to mean.
            var acknowledged: Set<UInt64> = []
            for frame in ledger.acknowledge(chosen.shuffled(using: &generator)) {
                switch frame {
                case .only(let tag): acknowledged.insert(tag)
                case .through(let tag): acknowledged.formUnion(outstanding.filter { $0 <= tag })
                }
            }
            #expect(acknowledged == Set(chosen))
            outstanding.subtract(chosen)
        }
    }
}
