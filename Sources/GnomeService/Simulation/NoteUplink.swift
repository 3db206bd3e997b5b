// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore
public import GnomeReceiver
public import GnomeTransport

/// Simulated receivers publish as the proof of concept took it: `{"id": …, "message": …}` on its exchange.
public struct NoteUplink: SimulatedUplink {
    private let transport: any MessageTransport

    /// An uplink over a transport that runs.
    public init(transport: any MessageTransport) { self.transport = transport }

    /// A link over the transport that all share.
    public func link(for receiver: SimulatedReceiver) -> any ReceiverLink {
        SimulatedLink { [transport] message throws(TransportError) in
            try await transport.publish(
                OutboundMessage(
                    exchange: "sensorgnome-exchange", routingKey: "sensorgnome-management",
                    properties: MessageProperties(contentType: message.contentType, messageID: message.id),
                    body: message.body))
        }
    }

    /// What a receiver publishes in one contact.
    public func messages(
        of receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp
    ) -> [UplinkMessage] {
        [
            UplinkMessage(
                kind: "note", id: UUID().uuidString, contentType: "application/json", body: receiver.note().bytes)
        ]
    }
}
