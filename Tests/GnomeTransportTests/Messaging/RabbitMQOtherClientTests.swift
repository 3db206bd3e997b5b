// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import GnomeTransportConformance
import Testing

/// Messages of a client that shares no code with ours.
@Suite("RabbitMQTransport and other clients", .timeLimit(.minutes(10)), .needsBroker, .needsTools)
struct RabbitMQOtherClientTests {
    @Test("A message of another client arrives, also where it says nothing about itself")
    func arrives() async throws {
        let topology = Topology(queues: [.init(uniqueName("queue"), arguments: ["x-expires": .integer(60_000)])])
        let queue = topology.queues[0].name
        let url = try TestBroker.url()
        try await Running.transport(url, topology) { transport, events in
            let subscription = transport.subscribe(to: queue, prefetch: 10)
            await events.nextSubscription()
            try await shell("/usr/bin/amqp-publish", ["--url", url, "-r", queue], input: Array("bare".utf8))
            try await shell(
                "/usr/bin/amqp-publish",
                ["--url", url, "-r", queue, "-C", "text/plain", "-H", "site: Bélair"], input: [0, 1, 255])
            let bare = await subscription.nextBatch(upTo: 1)
            #expect(bare.map(\.text) == ["bare"])
            #expect(bare.map(\.properties) == [MessageProperties()])
            let full = await subscription.nextBatch(upTo: 1)
            #expect(full.map(\.body) == [[0, 1, 255]])
            #expect(
                full.map(\.properties) == [MessageProperties(contentType: "text/plain", headers: ["site": "Bélair"])])
        }
    }

    @Test("Of a message that is too large the beginning arrives with its full size, and the next arrives whole")
    func tooLarge() async throws {
        let topology = Topology(queues: [.init(uniqueName("queue"), arguments: ["x-expires": .integer(60_000)])])
        let queue = topology.queues[0].name
        let url = try TestBroker.url()
        try await Running.transport(url, topology) { transport, events in
            let subscription = transport.subscribe(to: queue, prefetch: 10)
            await events.nextSubscription()
            let huge = [UInt8](repeating: 1, count: OutboundMessage.largestBody + 1)
            try await shell("/usr/bin/amqp-publish", ["--url", url, "-r", queue], input: huge)
            let cut = await subscription.nextBatch(upTo: 1)
            #expect(cut.map(\.bodySize) == [UInt64(huge.count)])
            #expect(cut.map(\.body.count) == [OutboundMessage.largestBody])
            subscription.acknowledge(cut.map(\.id))
            try await transport.publishStubbornly("next", to: queue)
            let next = await subscription.nextBatch(upTo: 1)
            #expect(next.map(\.text) == ["next"])
            subscription.acknowledge(next.map(\.id))
        }
    }

    @Test("Headers as deep as a frame allows arrive, and do no harm", .needsPika)
    func deepHeaders() async throws {
        let topology = Topology(queues: [.init(uniqueName("queue"), arguments: ["x-expires": .integer(60_000)])])
        let url = try TestBroker.url()
        try await Running.transport(url, topology) { transport, events in
            let queue = topology.queues[0].name
            let subscription = transport.subscribe(to: queue, prefetch: 10)
            await events.nextSubscription()
            try await shell("/usr/bin/python3", [Shell.peer("odd_headers.py"), url, queue, "tables", "arrays"])
            let batch = try await subscription.take(2)
            #expect(batch.map(\.text) == ["tables", "arrays"])
            #expect(batch.allSatisfy { $0.properties.headers.isEmpty })
            subscription.acknowledge(batch.map(\.id))
            #expect(!events.text.contains("lost"), "\(events.text)")
        }
    }

    @Test("Headers that fill a frame arrive, come again, and come as a dead letter, longer each time", .needsPika)
    func longHeaders() async throws {
        let (work, dead) = (uniqueName("queue"), uniqueName("dead"))
        func quorum(_ name: String, _ arguments: [String: Topology.Queue.Argument] = [:]) -> Topology.Queue {
            let usual: [String: Topology.Queue.Argument] = [
                "x-queue-type": .text("quorum"), "x-overflow": .text("reject-publish"), "x-expires": .integer(300_000),
            ]
            return .init(name, arguments: usual.merging(arguments) { $1 })
        }
        let topology = Topology(queues: [
            quorum(dead),
            quorum(
                work,
                [
                    "x-delivery-limit": .integer(1), "x-dead-letter-strategy": .text("at-least-once"),
                    "x-dead-letter-exchange": .text(""), "x-dead-letter-routing-key": .text(dead),
                ]),
        ])
        let url = try TestBroker.url()
        try await Running.transport(url, topology) { transport, events in
            let subscription = transport.subscribe(to: work, prefetch: 10)
            await events.nextSubscription()
            try await shell("/usr/bin/python3", [Shell.peer("odd_headers.py"), url, work, "full"])
            for isAgain in [false, true] {
                let batch = try await subscription.take(1)
                #expect(batch.map(\.isRedelivered) == [isAgain])
                // The broker adds to the headers each time it hands them out.
                subscription.giveBack(batch.map(\.id))
            }
            let letters = transport.subscribe(to: dead, prefetch: 10)
            let letter = try await letters.take(1)
            #expect(letter.map(\.text) == ["full"])
            #expect(letter.map { $0.properties.headers["x-first-death-queue"] } == [work])
            letters.acknowledge(letter.map(\.id))
            #expect(!events.text.contains("lost"), "\(events.text)")
        }
    }

    @Test("A message of ours is as another client expects it")
    func isReadable() async throws {
        let topology = Topology(queues: [.init(uniqueName("queue"), arguments: ["x-expires": .integer(60_000)])])
        let url = try TestBroker.url()
        try await Running.transport(url, topology) { transport, _ in
            try await transport.publishStubbornly("bonjour", to: topology.queues[0].name)
            #expect(try await shell("/usr/bin/amqp-get", ["--url", url, "-q", topology.queues[0].name]) == "bonjour")
        }
    }
}
