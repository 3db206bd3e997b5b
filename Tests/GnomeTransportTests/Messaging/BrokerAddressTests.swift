// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import GnomeTransport

@Suite("AMQP URLs")
struct BrokerAddressTests {
    struct Good: Sendable {
        var url: String
        var host: String
        var port: UInt16
        var user: String
        var password: String
        var virtualHost: String
        var usesTLS = false
    }

    @Test(
        "A URL says where the broker is and as whom to log in",
        arguments: [
            Good(url: "amqp://h", host: "h", port: 5672, user: "guest", password: "guest", virtualHost: "/"),
            Good(url: "amqp://h/", host: "h", port: 5672, user: "guest", password: "guest", virtualHost: "/"),
            Good(url: "AMQP://u:p@h:1/v", host: "h", port: 1, user: "u", password: "p", virtualHost: "v"),
            Good(url: "amqp://u@h/%2F", host: "h", port: 5672, user: "u", password: "", virtualHost: "/"),
            Good(url: "amqp://u:@h/a%2fb", host: "h", port: 5672, user: "u", password: "", virtualHost: "a/b"),
            Good(
                url: "amqp://SG-1:a:b@h:65535/v/w", host: "h", port: 65_535, user: "SG-1", password: "a:b",
                virtualHost: "v/w"),
            Good(
                url: "amqp://m%40x:%3F%23%25%3a%2F@h", host: "h", port: 5672, user: "m@x", password: "?#%:/",
                virtualHost: "/"),
            Good(url: "amqp://u:p@q@h", host: "h", port: 5672, user: "u", password: "p@q", virtualHost: "/"),
            Good(url: "amqp://[::1]:7/v", host: "::1", port: 7, user: "guest", password: "guest", virtualHost: "v"),
            Good(url: "amqp://u:p@[fe80::1]", host: "fe80::1", port: 5672, user: "u", password: "p", virtualHost: "/"),
            Good(
                url: "amqps://h", host: "h", port: 5671, user: "guest", password: "guest", virtualHost: "/",
                usesTLS: true),
            Good(url: "amqp://%C3%A4:%C3%B6@h", host: "h", port: 5672, user: "ä", password: "ö", virtualHost: "/"),
        ])
    func reads(good: Good) throws {
        let address = try BrokerAddress(url: good.url)
        #expect(address.host == good.host)
        #expect(address.port == good.port)
        #expect(address.user == good.user)
        #expect(address.password.text == good.password)
        #expect(address.virtualHost == good.virtualHost)
        #expect(address.usesTLS == good.usesTLS)
    }

    @Test(
        "A URL that can't be meant is refused, without a word of what is in it",
        arguments: [
            "", "amqp", "amqp:", "amqp:/h", "http://u:secret@h", "amqp://", "amqp://u:secret@", "amqp://u:secret@/v",
            "amqp://u:secret@h:0", "amqp://u:secret@h:65536", "amqp://u:secret@h:", "amqp://u:secret@h:x",
            "amqp://u:secret@[::1", "amqp://u:secret@[::1]x", "amqp://u:secret%@h", "amqp://u:secret%2@h",
            "amqp://u:secret%zz@h", "amqp://u:secret%00@h", "amqp://u:secret%FF@h", "amqp://u:secret@h/v?heartbeat=5",
            "amqp://u:secret?@h", "amqp://u:secret#@h", "amqp://u:secret%+1@h", "amqp://u:secret/1@h",
        ])
    func refuses(url: String) {
        let error = #expect(throws: TransportError.self) { try BrokerAddress(url: url) }
        #expect(error?.code == .invalid)
        #expect(error?.debugDescription.contains("secret") == false)
    }

    @Test("Neither an address nor a configuration shows its password, however it is printed")
    func hidesPassword() throws {
        let configuration = try RabbitMQConfiguration(url: "amqp://user:hunter2@host/%2F", topology: .uplink)
        let transport = try RabbitMQTransport(configuration)
        var dumped = ""
        dump(configuration, to: &dumped)
        dump(transport, to: &dumped)
        let printed = [
            "\(configuration)", String(reflecting: configuration), "\(configuration.address)",
            String(reflecting: configuration.address), "\(configuration.address.password)", "\(transport)", dumped,
        ]
        #expect(dumped.contains("host"))
        for text in printed { #expect(!text.contains("hunter2")) }
    }
}
