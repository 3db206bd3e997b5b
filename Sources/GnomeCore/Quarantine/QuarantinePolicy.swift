// SPDX-License-Identifier: Apache-2.0

/// How much may wait in quarantine, and for how long.
///
/// Where there is no room the newest frame is refused, and what waits stays. So nobody can push out what another sent before,
/// and a receiver that is refused over HTTP keeps its data and comes again. Beyond the total, each receiver in the register
/// has a little room of its own: however much invented names fill, the first frames of an honest receiver find a place.
public struct QuarantinePolicy: Sendable, Hashable {
    /// The most that waits of one receiver in the register.
    public var receiver: QuarantineVolume
    /// The most that waits of one source, of all that names no receiver in the register.
    public var source: QuarantineVolume
    /// The most that waits in all, but for the room that each receiver has of its own.
    public var total: QuarantineVolume
    /// How long an entry waits at most.
    public var age: Duration
    /// How many receivers may be pending at the same time.
    public var pendingReceivers: Int

    /// A policy of these parts.
    ///
    /// A V2 receiver sends some five messages an hour, so 5000 entries are about six weeks of one.
    public init(
        receiver: QuarantineVolume = QuarantineVolume(entries: 5000, bytes: 32 << 20),
        source: QuarantineVolume = QuarantineVolume(entries: 20_000, bytes: 128 << 20),
        total: QuarantineVolume = QuarantineVolume(entries: 100_000, bytes: 1 << 30),
        age: Duration = .seconds(90 * 86_400), pendingReceivers: Int = 2000
    ) {
        self.receiver = receiver
        self.source = source
        self.total = total
        self.age = age
        self.pendingReceivers = pendingReceivers
    }

    /// What each receiver in the register can always have there, however full it is: a hundredth of its most.
    public var reserve: QuarantineVolume {
        QuarantineVolume(entries: max(1, receiver.entries / 100), bytes: receiver.bytes / 100)
    }

    /// Why one more entry finds no room; nothing where it does.
    ///
    /// - Parameters:
    ///   - entry: The volume of the entry.
    ///   - account: Whose room it takes.
    ///   - held: What waits in that account.
    ///   - total: What waits in all.
    public func refusal(
        of entry: QuarantineVolume, to account: QuarantineAccount, holding held: QuarantineVolume,
        ofTotal total: QuarantineVolume
    ) -> QuarantineRefusal? {
        let own = held + entry
        guard own.fits(in: account.isReceiver ? receiver : source) else {
            return account.isReceiver ? .receiverFull : .sourceFull
        }
        if account.isReceiver, own.fits(in: reserve) { return nil }
        return (total + entry).fits(in: self.total) ? nil : .full
    }
}

/// Why a frame was not even put into quarantine.
public enum QuarantineRefusal: String, Sendable, Hashable, Codable, CaseIterable {
    /// Too much of this receiver waits there already.
    case receiverFull = "receiver-full"
    /// Too much waits there already that names no receiver in the register and came from the same source.
    case sourceFull = "source-full"
    /// It is full.
    case full
    /// It is of a receiver that nobody knows, and too many of those are pending already.
    case tooManyPending = "too-many-pending"

    /// One sentence for people: what happened and what to do next.
    public var explanation: String {
        switch self {
        case .receiverFull:
            "Too much of this receiver waits in quarantine. Accept the receiver, or look why its messages wait."
        case .sourceFull:
            "Too much waits in quarantine that names no registered receiver. Register the receivers, or drop what is junk."
        case .full: "The quarantine is full. Accept receivers, replay what was mended, or drop what is junk."
        case .tooManyPending:
            "Too many unknown receivers are pending. Register this one, or drop what waits of those that don't exist."
        }
    }

    /// Whether it lies with the sender alone, and not with what others sent.
    public var isOfSender: Bool { self == .receiverFull }
}
