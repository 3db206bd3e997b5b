// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// What hung at a station, in the order in which it began, and when nothing did.
public struct StationHistory: Sendable, Hashable {
    /// The station.
    public var station: Station
    /// The deployments, in the order in which they began.
    public var deployments: [ServedDeployment]
    /// The spans between them during which nothing hung there.
    public var gaps: [Interval]
}

/// A deployment, and what its receiver sent in that time.
public struct ServedDeployment: Sendable, Hashable {
    /// The deployment.
    public var deployment: Deployment
    /// Its receiver.
    public var receiver: Receiver
    /// Its station.
    public var station: Station
    /// What was received of it while it hung there.
    public var contacts: ContactSpan
}
