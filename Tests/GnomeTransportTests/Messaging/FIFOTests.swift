// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("A line of elements")
struct FIFOTests {
    @Test("Whatever is done to it, it holds what an array would")
    func agreesWithArray() {
        var generator = SplitMix(seed: 7)
        var line = FIFO<Int>()
        var model: [Int] = []
        for step in 0..<5_000 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<4:
                line.append(step)
                model.append(step)
            case 4:
                line.append(contentsOf: [step, -step])
                model += [step, -step]
            case 5..<7:
                #expect(line.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            case 7:
                let limit = Int.random(in: 0..<6, using: &generator)
                #expect(line.popFirst(upTo: limit) == Array(model.prefix(limit)))
                model.removeFirst(min(limit, model.count))
            case 8 where !model.isEmpty:
                let place = Int.random(in: model.indices, using: &generator)
                line[place] += 1
                model[place] += 1
            case 9 where step % 50 == 0:
                line.removeAll { $0.isMultiple(of: 3) }
                model.removeAll { $0.isMultiple(of: 3) }
            default: break
            }
            #expect(line.count == model.count)
            #expect(line.first == model.first)
        }
        #expect(line.removeAll() == model)
        #expect(line.isEmpty)
    }
}
