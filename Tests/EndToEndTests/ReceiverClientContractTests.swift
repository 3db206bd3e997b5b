// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeReceiver
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("A receiver with a client of ours and the built server", .timeLimit(.minutes(5)))
struct ReceiverClientContractTests {
    @Test(
        "its messages are stored once each, in either form, and make it online", arguments: UplinkMessage.Form.allCases)
    func reports(form: UplinkMessage.Form) async throws {
        try await withServer { server in
            try await withTemporaryFolder { folder in
                let serial = Serial(sensorgnome: "F28CRPI33503")
                try await server.add(serial.text)
                var settings = ReceiverSettings(serial: serial, folder: folder + "/spool")
                settings.form = form
                let (events, sink) = AsyncStream<ReceiverEvent>.makeStream()
                let client = try await ReceiverClient(
                    settings, over: ServerLink(client: CurlClient(), server: server.url, serial: serial, key: "key"),
                    now: SystemTime.now, pause: SystemTime.pause, observe: { sink.yield($0) })
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await client.run() }
                    for number in 0..<20 {
                        try await client.send(
                            kind: "status", body: .object(["number": .integer(Int64(number))]), next: .seconds(3600))
                    }
                    var sent = 0
                    for await event in events {
                        if case .sent = event { sent += 1 }
                        if sent == 20 { break }
                    }
                    client.beginGracefulShutdown()
                    try await group.waitForAll()
                }
                let receiver = try await server.receiver(serial.text).receiver
                #expect(receiver.frames == 20 && receiver.contact == .online)
                let messages = try await server.allMessages()
                #expect(Set(messages.map(\.summary)).count == 20)
                #expect(messages.allSatisfy { $0.kind == .envelope })
            }
        }
    }

    @Test("whoever writes a client of their own gets the document of the messages from the server, as it is in Docs")
    func document() async throws {
        try await withServer { server in
            let answer = try await server.send("GET", "/api/v1/asyncapi.json")
            #expect(answer.status == 200 && answer.headers["Content-Type"] == "application/json")
            #expect(answer.body == (try AsyncAPIDocument.bytes()))
        }
    }
}
