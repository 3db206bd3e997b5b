// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// What happened to a forward or kept it from going on, for logs and metrics.
public enum ForwarderEvent: Sendable {
    /// Events have arrived, and that is written down.
    case carried(ForwardName, events: Int)
    /// Events did not arrive; they are tried again then.
    case failed(ForwardName, ForwardFailure, breaker: CircuitBreaker)
    /// An event that its target refuses was handed to the jobs, and the forward goes on behind it.
    case setAside(ForwardName, FrameID, ForwardFailure)
    /// The target says that it is gone: the forward is halted until a person lets it go on.
    case disabled(ForwardName, ForwardFailure)
    /// This server lacks what a forward needs, and leaves it to others. Told once for each reason.
    case unable(ForwardName, ForwardFailure)
    /// Another worker has the forward, or a person steered it.
    case lost(ForwardName)
    /// The store could not be asked or written; it is tried again after a pause.
    case waiting(StoreError)
}
