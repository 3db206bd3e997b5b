// SPDX-License-Identifier: Apache-2.0

/// Which consumer has which channel of a connection.
struct ChannelTable {
    private static let first = Int(Link<ConsumingDuty.Item>.controlChannel) + 1

    private var consumers = [Consumer?](repeating: nil, count: Int(AMQPConnection.highestChannel) + 1)
    private var last = first - 1

    /// The consumer of a channel, if there is one.
    subscript(channel: UInt16) -> Consumer? {
        get { consumers.indices.contains(Int(channel)) ? consumers[Int(channel)] : nil }
        set { consumers[Int(channel)] = newValue }
    }

    /// The next free channel after the one given last.
    ///
    /// A number is used again as late as can be: frames of the channel that had it before may still be in the library.
    mutating func next() -> UInt16? {
        let free = consumers.indices.dropFirst(Self.first).filter { consumers[$0] == nil }
        guard let next = free.first(where: { [last] in $0 > last }) ?? free.first else { return nil }
        last = next
        return UInt16(next)
    }
}
