// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport

/// The queue that is measured: that of the server.
///
/// It lies behind the exchange of the proof of concept, where one user may send for all receivers. The peer has the proof of
/// concept's own.
enum BenchQueue: String {
    case server = "gnome.ingest"
    case peer = "sensorgnome-management"

    /// What is declared for it.
    private var topology: Topology {
        switch self {
        case .peer: .proofOfConcept
        case .server:
            .uplink
                + Topology(
                    exchanges: [Topology.Exchange(Self.exchange, .fanout)],
                    bindings: [Topology.Binding(from: Self.exchange, to: rawValue)])
        }
    }
    private static let exchange = "sensorgnome-exchange"

    /// A transport to it.
    func transport(_ url: String) throws -> RabbitMQTransport {
        try RabbitMQTransport(RabbitMQConfiguration(url: url, topology: topology))
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
            exchange: exchange, routingKey: BenchQueue.peer.rawValue,
            properties: MessageProperties(contentType: "application/json", messageID: UUID().uuidString),
            body: note(number, from: serial, size: size).bytes)
    }

    /// The serials of so many receivers.
    static func serials(_ count: Int) -> [Serial] { (0..<count).map { SimulatedReceiver(number: $0, seed: 1).serial } }
}
