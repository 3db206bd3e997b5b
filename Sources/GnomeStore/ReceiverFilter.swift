// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Which receivers are meant; what is not said lets all through.
public struct ReceiverFilter: Sendable, Hashable {
    /// They belong to one of these; nothing for all, also those that nobody owns.
    public var projects: Set<ProjectID>?
    /// How far their registration has come.
    public var registration: Receiver.Registration?
    /// Whether they are heard as they should be, at the moment that is meant.
    public var contact: ContactState?
    /// Whether they hang somewhere, at the moment that is meant.
    public var isDeployed: Bool?
    /// Their serial or the first 150 letters of what they are called have this in them, in whichever case.
    public var text: String
    /// The moment that is meant: a store has no clock.
    public var moment: Timestamp
    /// How long a receiver may stay away.
    public var policy: ContactPolicy

    /// A filter of these parts.
    public init(
        projects: Set<ProjectID>? = nil, registration: Receiver.Registration? = nil, contact: ContactState? = nil,
        isDeployed: Bool? = nil, text: String = "", at moment: Timestamp, policy: ContactPolicy
    ) {
        self.projects = projects
        self.registration = registration
        self.contact = contact
        self.isDeployed = isDeployed
        self.text = text
        self.moment = moment
        self.policy = policy
    }

    /// All receivers, in lists to which no moment matters.
    public static let all = ReceiverFilter(at: Timestamp(microseconds: 0), policy: ContactPolicy())
}

/// In which order receivers are listed; those that are alike in it, in the order of serials.
public enum ReceiverSort: String, Sendable, Hashable, CaseIterable {
    /// By their serials.
    case serial
    /// By what they are called, in small letters; those without a name last.
    case name
    /// Those first that were silent for the longest time; those that were never heard last.
    case lastHeard
    /// Those first that were heard last; those that were never heard last.
    case lastHeardFirst = "-lastHeard"
    /// Those first that need somebody soonest.
    case urgency
}

/// The place of a receiver in a list.
public struct ReceiverPlace: Sendable, Hashable {
    /// What counts first, where the order goes by a number.
    public var number: Int64
    /// What counts next, where it goes by a word.
    public var word: String
    /// Its serial, where both are the same.
    public var serial: Serial

    /// A place of these parts.
    public init(number: Int64 = 0, word: String = "", serial: Serial) {
        self.number = number
        self.word = word
        self.serial = serial
    }
}

extension ReceiverPlace: Comparable {
    /// Whether one comes before another: by the bytes of the words, as databases have it.
    public static func < (lhs: ReceiverPlace, rhs: ReceiverPlace) -> Bool {
        guard lhs.number == rhs.number else { return lhs.number < rhs.number }
        guard lhs.word.utf8.elementsEqual(rhs.word.utf8) else {
            return lhs.word.utf8.lexicographicallyPrecedes(rhs.word.utf8)
        }
        return lhs.serial < rhs.serial
    }
}

/// How receivers are that are counted together.
public struct ReceiverState: Sendable, Hashable {
    /// How far their registration has come.
    public var registration: Receiver.Registration
    /// Whether they are heard as they should be.
    public var contact: ContactState

    /// A state of these parts.
    public init(registration: Receiver.Registration, contact: ContactState) {
        self.registration = registration
        self.contact = contact
    }
}

extension ReceiverOverview {
    /// What to call it where there is room for one name.
    public var displayName: String? { receiver.name ?? motus?.name }

    /// How it is, at the moment that a filter means.
    func state(for filter: ReceiverFilter) -> ReceiverState {
        ReceiverState(
            registration: receiver.registration, contact: status.contact(at: filter.moment, policy: filter.policy))
    }

    /// Its place in a list in some order, at the moment that a filter means.
    public func place(by sort: ReceiverSort, for filter: ReceiverFilter) -> ReceiverPlace {
        var place = ReceiverPlace(serial: receiver.serial)
        switch sort {
        case .serial: break
        case .name:
            place.number = displayName == nil ? 1 : 0
            place.word = displayName?.listName ?? ""
        case .lastHeard: place.number = status.lastContactAt?.microseconds ?? .max
        case .lastHeardFirst: place.number = status.lastContactAt.map { -$0.microseconds } ?? .max
        case .urgency: place.number = urgency(for: filter)
        }
        return place
    }

    /// Smaller for what needs somebody sooner.
    private func urgency(for filter: ReceiverFilter) -> Int64 {
        if receiver.heldKey != nil { return 0 }
        if receiver.registration == .pending { return 1 }
        guard receiver.registration == .accepted else { return 6 }
        return switch state(for: filter).contact {
        case .offline: 2
        case .late: 3
        case .online: 4
        case .never: 5
        }
    }
}
