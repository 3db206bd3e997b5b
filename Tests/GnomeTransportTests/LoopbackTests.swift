// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

@Suite("What is this machine")
struct LoopbackTests {
    @Test(
        "a broker is on this machine by its very address, not by a name that begins like one",
        arguments: [
            ("localhost", true), ("127.0.0.1", true), ("127.9.8.7", true), ("[::1]", true),
            ("127.evil.example.org", false),
            ("127.0.0.1.example.org", false), ("127.0.0", false), ("127.0.0.256", false), ("broker.example.org", false),
            ("192.0.2.1", false),
        ])
    func broker(host: String, isLoopback: Bool) throws {
        let settings = try RabbitMQConfiguration(url: "amqp://user:password@\(host)/", topology: Topology())
        #expect(settings.isLoopback == isLoopback)
    }
}
