// SPDX-License-Identifier: Apache-2.0

extension OutboundMessage {
    /// The largest body that is sent or taken, in bytes (1 MiB).
    ///
    /// Together with the prefetch it bounds the memory of a subscription. Whatever is larger belongs into a file.
    public static let largestBody = 1 << 20

    /// The largest text of an address or property in bytes, as AMQP 0-9-1 writes its length in one byte (§4.2.5.3).
    private static let longestShortString = 255

    /// The headers must fit one frame, with room to spare for the other properties.
    private static let largestHeaders = 64 << 10

    /// Refuses what no broker could take, before any of it is sent.
    ///
    /// - Throws: `invalid` where the body, a name or the headers are too large.
    func checkLimits() throws(TransportError) {
        guard body.count <= Self.largestBody else {
            throw TransportError(.invalid, "A message may have at most \(Self.largestBody) bytes.")
        }
        let short = [
            exchange, routingKey, properties.contentType, properties.contentEncoding, properties.messageID,
            properties.userID,
        ]
        let isShort = short.allSatisfy { ($0?.utf8.count ?? 0) <= Self.longestShortString }
        guard isShort, properties.headers.keys.allSatisfy({ $0.utf8.count <= Self.longestShortString }) else {
            throw TransportError(.invalid, "Names and properties of a message may have at most 255 bytes.")
        }
        let headers = properties.headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
        guard headers <= Self.largestHeaders else {
            throw TransportError(.invalid, "The headers of a message may have at most 64 KiB.")
        }
    }
}
