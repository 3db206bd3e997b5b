// SPDX-License-Identifier: Apache-2.0

/// The life of a receiver in the register: which act is allowed in which state, and what follows from it.
public enum ReceiverLife {
    /// What is done with a receiver.
    public enum Act: String, Sendable, Hashable, Codable, CaseIterable {
        /// Somebody puts it into the register, or says that it belongs here.
        case add
        /// Somebody expects it: its first contact makes it accepted.
        case preauthorise
        /// Somebody says that it belongs here.
        case accept
        /// Somebody says that it does not belong here.
        case reject
        /// Somebody ends its service.
        case decommission
        /// Somebody takes it back into service.
        case restore
        /// The server forgets its keys and what waited, some time after it was decommissioned.
        case purge
        /// It is heard with nothing against it.
        case contact
    }

    /// What follows from an act, besides the state.
    public enum Consequence: String, Sendable, Hashable, Codable, CaseIterable {
        /// What waited of it is taken in, in the order in which it came.
        case takesWaiting
        /// What waited of it is dropped, and counted.
        case dropsWaiting
        /// Its deployments end.
        case endsDeployments
        /// It can't log in to the broker any more.
        case revokesCredential
        /// Its keys are forgotten, but for when they were.
        case forgetsKeys
    }

    /// What an act comes to.
    public struct Step: Sendable, Hashable {
        /// The state after it.
        public var registration: Receiver.Registration
        /// What follows besides.
        public var consequences: Set<Consequence>
    }

    /// Why an act is not allowed.
    public struct Refusal: Classified, Hashable {
        /// One sentence for people: why, and what to do instead.
        public var description: String
        /// The receiver would have to be in another state.
        public var disposition: Disposition { .conflict }
    }

    /// How long a decommissioned receiver can be restored as it was.
    public static let grace = Duration.seconds(30 * 86_400)

    /// What an act comes to.
    ///
    /// - Parameters:
    ///   - act: What is to be done.
    ///   - receiver: The receiver as it is; nothing where it is unknown.
    ///   - now: When.
    ///   - grace: How long a decommissioned receiver can be restored.
    /// - Returns: Nothing where all is so already.
    /// - Throws: `Refusal` where it is not allowed.
    public static func step(
        _ act: Act, of receiver: Receiver?, at now: Timestamp, grace: Duration = grace
    ) throws(Refusal) -> Step? {
        guard let receiver else {
            return switch act {
            case .add: Step(registration: .accepted, consequences: [])
            case .preauthorise: Step(registration: .preauthorised, consequences: [])
            default: throw Refusal(description: "There is no such receiver. Add it first.")
            }
        }
        let isInGrace = receiver.purgedAt == nil && now < receiver.since.advanced(by: grace)
        switch (receiver.registration, act) {
        case (.accepted, .add), (.accepted, .accept), (.accepted, .preauthorise), (.accepted, .contact),
            (.preauthorised, .preauthorise), (.rejected, .reject), (.decommissioned, .decommission),
            (.pending, .contact), (.rejected, .contact), (.decommissioned, .contact):
            return nil
        // Whoever expects a receiver that has come already accepts it.
        case (.pending, .add), (.pending, .accept), (.pending, .preauthorise), (.rejected, .add), (.rejected, .accept):
            return Step(registration: .accepted, consequences: [.takesWaiting])
        case (.preauthorised, .add), (.preauthorised, .accept), (.preauthorised, .contact):
            return Step(registration: .accepted, consequences: [])
        case (.pending, .reject), (.preauthorised, .reject):
            return Step(registration: .rejected, consequences: [.dropsWaiting, .revokesCredential])
        case (.accepted, .decommission):
            return Step(registration: .decommissioned, consequences: [.endsDeployments, .revokesCredential])
        case (.decommissioned, .restore) where isInGrace:
            return Step(registration: .accepted, consequences: [.takesWaiting])
        case (.decommissioned, .purge) where receiver.purgedAt == nil && !isInGrace:
            return Step(registration: .decommissioned, consequences: [.dropsWaiting, .forgetsKeys])
        case (.decommissioned, .add) where receiver.purgedAt != nil:
            return Step(registration: .accepted, consequences: [])
        case (.decommissioned, .preauthorise) where receiver.purgedAt != nil:
            return Step(registration: .preauthorised, consequences: [])
        default: throw Refusal(description: refusal(act, of: receiver))
        }
    }

    private static func refusal(_ act: Act, of receiver: Receiver) -> String {
        let serial = receiver.serial
        switch (receiver.registration, act) {
        case (.decommissioned, .purge): return "\(serial) can still be restored, or is purged already."
        case (_, .restore) where receiver.registration != .decommissioned, (_, .purge):
            return "\(serial) is not decommissioned."
        case (.decommissioned, .restore):
            return "\(serial) was decommissioned too long ago to be restored. Once it is purged, add it anew."
        case (.decommissioned, _): return "\(serial) is decommissioned. Restore it, or add it anew once it is purged."
        case (.rejected, .preauthorise): return "\(serial) was rejected. Accept it if that was wrong."
        case (.accepted, .reject): return "\(serial) is accepted. Decommission it to end its service."
        default: return "\(serial) is not in service. Reject it if it does not belong here."
        }
    }
}
