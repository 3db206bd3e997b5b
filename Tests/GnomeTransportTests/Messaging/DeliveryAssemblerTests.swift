// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("Putting deliveries together from frames")
struct DeliveryAssemblerTests {
    private let head = DeliveryHead(tag: 7, isRedelivered: false, exchange: "e", routingKey: "k")
    private let properties = MessageProperties(messageID: "m")

    @Test("A delivery is whole with the last part of its body", arguments: [[3], [1, 2], [1, 1, 1], [0, 3], []])
    func assembles(sizes: [Int]) throws {
        var assembler = DeliveryAssembler()
        let size = sizes.reduce(0, +)
        // Twice, as what is left of the first must not get into the second.
        for round in UInt8(0)...1 {
            try assembler.begin(head)
            var whole = try assembler.take(properties, bodySize: UInt64(size))
            for (part, length) in sizes.enumerated() {
                #expect(whole == nil)
                whole = try assembler.take(Array(repeating: UInt8(part) + round, count: length))
            }
            let body = sizes.enumerated().flatMap { Array(repeating: UInt8($0) + round, count: $1) }
            #expect(whole == .init(head: head, properties: properties, body: body, bodySize: UInt64(body.count)))
        }
    }

    @Test("Of a body that is too large the beginning is kept, and the next delivery is as it should be")
    func tooLarge() throws {
        var assembler = DeliveryAssembler()
        let size = UInt64(OutboundMessage.largestBody) + 1
        try assembler.begin(head)
        #expect(try assembler.take(properties, bodySize: size) == nil)
        #expect(try assembler.take([UInt8](repeating: 0, count: OutboundMessage.largestBody)) == nil)
        let whole = try #require(try assembler.take([1]))
        #expect(whole.bodySize == size)
        #expect(whole.body == [UInt8](repeating: 0, count: OutboundMessage.largestBody))
        try assembler.begin(head)
        let next = try assembler.take(properties, bodySize: 0)
        #expect(next == .init(head: head, properties: properties, body: [], bodySize: 0))
    }

    @Test("A size beyond all reason takes no memory")
    func absurd() throws {
        var assembler = DeliveryAssembler()
        try assembler.begin(head)
        #expect(try assembler.take(properties, bodySize: .max) == nil)
        #expect(try assembler.take([1, 2, 3]) == nil)
    }

    @Test("Frames out of order are the end of the connection")
    func violations() throws {
        var assembler = DeliveryAssembler()
        #expect(throws: AMQPFailure.self) { try assembler.take(properties, bodySize: 1) }
        #expect(throws: AMQPFailure.self) { try assembler.take([1]) }
        try assembler.begin(head)
        #expect(throws: AMQPFailure.self) { try assembler.begin(head) }
        _ = try assembler.take(properties, bodySize: 1)
        #expect(throws: AMQPFailure.self) { try assembler.take([1, 2]) }
    }
}
