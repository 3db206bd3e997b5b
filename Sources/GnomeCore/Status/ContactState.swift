// SPDX-License-Identifier: Apache-2.0

/// Whether a receiver is heard as it should be.
public enum ContactState: String, Sendable, Hashable, Codable, CaseIterable {
    /// It was never heard.
    case never
    /// It was heard, and is not due yet.
    case online
    /// It was due, and did not come.
    case late
    /// It was due long ago.
    case offline
}

/// How long a receiver may stay away.
public struct ContactPolicy: Sendable, Hashable {
    /// How much later than announced is still in time: the jitter of the receiver and the slowness of its link.
    public var slack: Duration
    /// How long after that it counts as offline.
    public var offlineAfter: Duration
    /// When a receiver that announces nothing is due after a contact.
    public var usualDelay: Duration

    /// A policy of these parts.
    ///
    /// A V2 receiver waits at most 3600 s and 30 s of jitter, and begins again at 90 s after a boot (`receivers.md` §3.2).
    public init(
        slack: Duration = .seconds(120), offlineAfter: Duration = .seconds(7200), usualDelay: Duration = .seconds(3630)
    ) {
        self.slack = slack
        self.offlineAfter = offlineAfter
        self.usualDelay = usualDelay
    }
}

extension ReceiverStatus {
    /// Whether the receiver is heard as it should be, at a moment.
    public func contact(at now: Timestamp, policy: ContactPolicy) -> ContactState {
        guard let dueAt = dueAt(policy: policy) else { return .never }
        let lateFrom = dueAt.advanced(by: policy.slack)
        if now <= lateFrom { return .online }
        return now <= lateFrom.advanced(by: policy.offlineAfter) ? .late : .offline
    }

    /// Whether the receiver of a deployment is heard from there as it should be; nothing where it is silent and not missed.
    public func contact(
        in deployment: DeploymentDetails, at now: Timestamp, policy: ContactPolicy
    ) -> ContactState? {
        let state = lastContact(during: deployment.interval) == nil ? .never : contact(at: now, policy: policy)
        return state == .online || deployment.expectations.expectsContact(at: now) ? state : nil
    }

    /// When the receiver was last heard, where that lies in a span.
    public func lastContact(during span: Interval) -> Timestamp? {
        lastContactAt.flatMap { span.contains($0) ? $0 : nil }
    }

    /// When the receiver is due: as it announced, or after the usual delay where it has announced nothing since.
    public func dueAt(policy: ContactPolicy) -> Timestamp? {
        guard let lastContactAt else { return nil }
        if let nextContactAt, nextContactAt >= lastContactAt { return nextContactAt }
        return lastContactAt.advanced(by: policy.usualDelay)
    }
}
