// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport

/// The queue that is measured: that of the proof of concept, which the peer reads as well.
enum BenchQueue {
    static let name = "sensorgnome-management"

    /// A transport to it.
    static func transport(_ url: String) throws -> RabbitMQTransport {
        try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: .proofOfConcept))
    }

    /// What a message says: two numbers among it, which are kept as observations with the contact itself.
    ///
    /// - Parameter size: How many bytes its body has at least.
    static func note(_ number: Int, from serial: Serial, size: Int = 0) -> Note {
        var note = Note(
            id: serial.text, text: "contact \(number): all radios running, battery well, waiting for the next night",
            extras: ["battery": .number(12.6), "free": .integer(17_422)])
        let missing = size - note.bytes.count
        if missing > 0 { note.text += " " + String(repeating: "0123456789", count: missing / 10 + 1).prefix(missing) }
        return note
    }

    /// A message with an id, as receivers send it.
    static func message(_ number: Int, from serial: Serial, size: Int) -> OutboundMessage {
        OutboundMessage(
            exchange: "sensorgnome-exchange", routingKey: name,
            properties: MessageProperties(contentType: "application/json", messageID: UUID().uuidString),
            body: note(number, from: serial, size: size).bytes)
    }

    /// The serials of so many receivers.
    static func serials(_ count: Int) -> [Serial] { (0..<count).map { SimulatedReceiver(number: $0, seed: 1).serial } }
}
