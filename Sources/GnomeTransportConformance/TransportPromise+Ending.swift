// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

extension TransportPromise {
    /// What is promised when a transport ends.
    public static let ending = [
        TransportPromise("A graceful shutdown keeps every acknowledgement that was given before it") { backend in
            let topology = Topology.oneQueue()
            let texts = (0..<500).map(String.init)
            try await backend.run(topology) { transport in
                await withTaskGroup { group in
                    for text in texts {
                        group.addTask {
                            await #expect(throws: Never.self) {
                                try await transport.publish([text], to: topology.queue)
                            }
                        }
                    }
                }
                let subscription = transport.subscribe(to: topology.queue, prefetch: 1000)
                let got = await subscription.collect(texts.count)
                // From the back, so that each needs a frame of its own.
                for delivery in got.reversed() { subscription.acknowledge([delivery.id]) }
            }
            try await backend.run(topology) { transport in
                try await transport.publish(["next"], to: topology.queue)
                #expect(await transport.subscribe(to: topology.queue, prefetch: 10).collect(1).texts == ["next"])
            }
        },
        TransportPromise("A graceful shutdown waits for the confirms of what was published before it") { backend in
            let topology = Topology.oneQueue()
            let transport = try backend.makeTransport(topology)
            async let running: Void = transport.run()
            try await transport.publish(["first"], to: topology.queue)
            let others = (0..<50).map { number in
                Task { try await transport.publish(["\(number)"], to: topology.queue) }
            }
            transport.beginGracefulShutdown()
            try await running
            // Some came before the shutdown and some after; none is left without an answer, and none of those confirmed is lost.
            var confirmed = ["first"]
            for (number, other) in others.enumerated() {
                switch await other.result {
                case .success: confirmed.append("\(number)")
                case .failure(let error): #expect((error as? TransportError)?.code == .stopped)
                }
            }
            try await backend.run(topology) { [confirmed] transport in
                let got = await transport.subscribe(to: topology.queue, prefetch: 100).collect(confirmed.count)
                #expect(Set(got.texts).isSuperset(of: confirmed))
            }
        },
        TransportPromise("Cancelling run() stops at once, and what was not acknowledged comes again") { backend in
            let topology = Topology.oneQueue()
            let transport = try backend.makeTransport(topology)
            let running = Task { try await transport.run() }
            try await transport.publish(["1", "2"], to: topology.queue)
            let subscription = transport.subscribe(to: topology.queue, prefetch: 10)
            #expect(await subscription.collect(2).texts == ["1", "2"])
            running.cancel()
            try await running.value
            try await backend.run(topology) { transport in
                let again = await transport.subscribe(to: topology.queue, prefetch: 10).collect(2)
                #expect(again.texts == ["1", "2"])
                #expect(again.map(\.isRedelivered) == [true, true])
            }
        },
        TransportPromise("A transport that has stopped says so to everybody") { backend in
            let topology = Topology.oneQueue()
            let transport = try backend.makeTransport(topology)
            let before = transport.subscribe(to: topology.queue, prefetch: 10)
            async let waiting = before.nextBatch(upTo: 1)
            try await backend.run(transport) { try await $0.publish(["1"], to: topology.queue) }
            before.giveBack(await waiting.ids)
            #expect(await before.nextBatch(upTo: 1).isEmpty)
            #expect(await transport.subscribe(to: topology.queue, prefetch: 10).nextBatch(upTo: 1).isEmpty)
            let error = await #expect(throws: TransportError.self) {
                try await transport.publish(["2"], to: topology.queue)
            }
            #expect(error?.code == .stopped)
        },
        TransportPromise("A shutdown before run() lets it return at once") { backend in
            let topology = Topology.oneQueue()
            let transport = try backend.makeTransport(topology)
            async let early = transport.subscribe(to: topology.queue, prefetch: 10).nextBatch(upTo: 1)
            transport.beginGracefulShutdown()
            try await transport.run()
            #expect(await early.isEmpty)
        },
        TransportPromise("A transport runs once") { backend in
            let transport = try backend.makeTransport(.oneQueue())
            try await backend.run(transport) { _ in }
            let error = await #expect(throws: TransportError.self) { try await transport.run() }
            #expect(error?.code == .invalid)
        },
    ]
}
