// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport

/// Fills the queue: in a process of its own, so that what empties it is measured without it.
enum PublishBench: Subcommand {
    static let name = "publish"
    static let summary =
        "messages into the queue (--amqp-url, --messages 100000, --receivers 500, --size 150, --queue server or peer)"

    static func run(_ options: Options) async throws {
        let name = (try? options.text("queue")) ?? "server"
        guard let queue = ["server": BenchQueue.server, "peer": .peer][name] else {
            throw WrongResult(description: "--queue is server or peer, and not \(name)")
        }
        let transport = try queue.transport(try options.text("amqp-url"))
        let (count, size) = (options.count("messages", default: 100_000), options.count("size", default: 150))
        let serials = BenchQueue.serials(options.count("receivers", default: 500))
        let next = Counter()
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await transport.run() }
            try await withThrowingTaskGroup(of: Void.self) { senders in
                for _ in 0..<200 {
                    senders.addTask {
                        while case let number = next.add(1), number < count {
                            let message = BenchQueue.message(number, from: serials[number % serials.count], size: size)
                            try await transport.publish(message)
                        }
                    }
                }
                try await senders.waitForAll()
            }
            transport.beginGracefulShutdown()
            try await group.waitForAll()
        }
        print("publish \(Int(Double(count) / start.duration(to: clock.now).seconds)) messages/s, all confirmed")
    }
}
