// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension Topology {
    /// The exchange on which the server sends to receivers; the routing key is the serial.
    public static let downlinkExchange = "gnome.downlink"
    /// The exchange on which the server tells what it has stored.
    public static let eventsExchange = "gnome.events"
    /// The queue from which the server takes what receivers send.
    public static let ingestQueue = "gnome.ingest"
    /// The queue of what could not be taken in, and the exchange in front of it.
    public static let deadLetterQueue = "gnome.dead"

    /// Everything that a server declares, whatever receivers it has: uplink, downlink and events.
    public static let server = uplink + downlink + events

    /// Where receivers send, and where the server takes it in: `gnome.uplink` → `gnome.ingest`, dead letters in
    /// `gnome.dead`.
    ///
    /// Routing keys are `SERIAL.KIND`. A delivery limit alone would delete a message that crashes its consumer (measured,
    /// reliability-security §1.3), so it comes with at-least-once dead lettering, which needs `reject-publish`. Dead letters
    /// have no further place to go, and RabbitMQ 4 would delete them after 20 attempts unless told of a limit that is never
    /// reached.
    public static let uplink = Topology(
        exchanges: [Exchange(Frame.uplinkExchange, .topic), Exchange(deadLetterQueue, .fanout)],
        queues: [
            Queue(
                ingestQueue,
                arguments: [
                    "x-queue-type": .text("quorum"), "x-delivery-limit": .integer(20),
                    "x-overflow": .text("reject-publish"), "x-dead-letter-exchange": .text(deadLetterQueue),
                    "x-dead-letter-strategy": .text("at-least-once"), "x-max-length": .integer(5_000_000),
                ]),
            Queue(
                deadLetterQueue,
                arguments: [
                    "x-queue-type": .text("quorum"), "x-delivery-limit": .integer(1_000_000_000),
                    "x-overflow": .text("reject-publish"),
                ]),
        ],
        bindings: [
            Binding(from: Frame.uplinkExchange, to: ingestQueue, pattern: "#"),
            Binding(from: deadLetterQueue, to: deadLetterQueue),
        ])

    /// Where the server sends to receivers.
    ///
    /// The queues behind it come with their accounts, one a receiver.
    public static let downlink = Topology(exchanges: [Exchange(downlinkExchange, .direct)])

    /// Where the server tells others what it has stored: whoever wants to know binds a queue of their own.
    ///
    /// Routing keys are `KIND.PROJECT.SERIAL`.
    public static let events = Topology(exchanges: [Exchange(eventsExchange, .topic)])

    /// The exchange and queue of the proof of concept, declared as it declared them (`motus.md` §1.3).
    public static let proofOfConcept = Topology(
        exchanges: [Exchange("sensorgnome-exchange", .fanout)],
        queues: [Queue("sensorgnome-management")],
        bindings: [
            Binding(from: "sensorgnome-exchange", to: "sensorgnome-management", pattern: "sensorgnome-management")
        ])
}
