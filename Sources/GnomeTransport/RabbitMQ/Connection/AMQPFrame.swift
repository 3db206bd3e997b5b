// SPDX-License-Identifier: Apache-2.0

/// A frame that the broker sent, copied out of the library's memory.
enum AMQPFrame {
    /// A delivery begins; its header and body follow on the channel.
    case delivery(channel: UInt16, DeliveryHead)
    /// The header of a delivery or of a returned message.
    ///
    /// `number` is that of the message on its publishing channel, where it was one of ours.
    case header(channel: UInt16, bodySize: UInt64, MessageProperties, number: UInt64?)
    /// A part of a body.
    case body(channel: UInt16, [UInt8])
    /// The broker speaks for a published message, or for all up to it.
    case confirm(number: UInt64, multiple: Bool, accepted: Bool)
    /// A message comes back because no queue is bound for it; its header and body follow.
    case returned
    /// The broker ended the consumer of a channel: its queue is gone.
    case consumerCancelled(channel: UInt16)
    /// The broker closed a channel; it was told that this is known.
    case channelClosed(channel: UInt16, TransportError)
    /// The broker takes no messages at present.
    case blocked(reason: String)
    /// The broker takes messages again.
    case unblocked
    /// Anything else.
    case other
}

/// What a broker says of a delivery before its properties and body.
struct DeliveryHead: Hashable {
    var tag: UInt64
    var isRedelivered: Bool
    var exchange: String
    var routingKey: String
}
