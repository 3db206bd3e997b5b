// SPDX-License-Identifier: Apache-2.0

/// Knows which deliveries of a channel are not settled, and says with how few frames some can be.
///
/// A broker closes the channel over a tag that it does not know or that is settled already, so those are passed over here.
struct AckLedger {
    /// One `basic.ack` frame.
    enum Frame: Hashable {
        /// Acknowledges everything up to a tag.
        case through(UInt64)
        /// Acknowledges one delivery.
        case only(UInt64)
    }

    /// How many bytes each delivery from `lowest` on has, and nothing of those that are settled; the first of them never is.
    private var outstanding = FIFO<Int?>()
    private var lowest: UInt64 = 1
    /// How many bytes the deliveries have that are not settled.
    private(set) var bytes = 0
    /// How many deliveries are not settled.
    private(set) var count = 0

    /// Notes a delivery; tags of a channel are counted up from 1.
    mutating func delivered(_ tag: UInt64, bytes size: Int) {
        while lowest + UInt64(outstanding.count) < tag { outstanding.append(nil) }
        if lowest + UInt64(outstanding.count) == tag {
            outstanding.append(size)
            bytes += size
            count += 1
        }
        forgetSettledFront()
    }

    /// Notes these as acknowledged, and gives the frames that tell the broker.
    mutating func acknowledge(_ tags: [UInt64]) -> [Frame] {
        let fresh = settle(tags)
        let front = fresh.prefix { $0 < lowest }
        var frames = fresh.dropFirst(front.count).map(Frame.only)
        if let last = front.last { frames.insert(front.count > 1 ? .through(last) : .only(last), at: 0) }
        return frames
    }

    /// Notes these as given back, and gives those for which the broker must be told.
    mutating func giveBack(_ tags: [UInt64]) -> [UInt64] { settle(tags) }

    /// Marks those tags that are outstanding, and gives them in order.
    private mutating func settle(_ tags: [UInt64]) -> [UInt64] {
        var fresh: [UInt64] = []
        for tag in tags where tag >= lowest && tag - lowest < UInt64(outstanding.count) {
            let place = Int(tag - lowest)
            guard let size = outstanding[place] else { continue }
            outstanding[place] = nil
            bytes -= size
            count -= 1
            fresh.append(tag)
        }
        forgetSettledFront()
        return fresh.sorted()
    }

    private mutating func forgetSettledFront() {
        while case .some(nil) = outstanding.first {
            _ = outstanding.popFirst()
            lowest += 1
        }
    }
}
