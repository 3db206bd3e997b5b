// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore

/// Passing on what is stored: how people steer it, and what does it.
struct Forwarding: Sendable {
    let service: ForwardService
    let carriers: ForwardCarriers
    let forwarder: Forwarder
    /// When targets that fail are left alone.
    let policy: CircuitBreaker.Policy
    /// Whether no other server works on the store.
    private let isAlone: Bool

    init(over store: any Store, isAlone: Bool, with carriers: ForwardCarriers, metrics: Metrics, log: Log) {
        self.isAlone = isAlone
        self.carriers = carriers
        service = ForwardService(store: store)
        let limits = Forwarder.Limits()
        policy = limits.breaker
        forwarder = Forwarder(
            over: store, as: Server.worker,
            carriers: { (forward) throws(ForwardFailure) in try carriers.carrier(for: forward) }, limits: limits,
            now: SystemTime.now, pause: SystemTime.pause,
            observe: { event in event.tell(metrics: metrics, log: log) })
    }

    /// Passes on until it is stopped.
    var part: LifecycleService {
        .preparing(
            "forwards",
            {
                try await prepare()
                forwarder.wake()
            }, run: forwarder.run, stop: forwarder.stop)
    }

    /// Frees what an earlier life held, and sees to it that events are published where there is a broker.
    private func prepare() async throws(StoreError) {
        if isAlone { try await service.reclaim() }
        if carriers.broker != nil {
            try await service.keep(.events, to: ForwardTarget(.events), at: SystemTime.now())
        }
    }

    /// Sets the gauges of all forwards as they are now.
    func measure(_ metrics: Metrics, at now: Timestamp) async throws(StoreError) {
        let statuses = try await service.statuses()
        for family in [Metrics.Family.forwardLagFrames, .forwardLagSeconds, .forwardUp] { metrics.clearAll(of: family) }
        for status in statuses {
            let (label, progress) = (("forward", status.forward.name.rawValue), status.forward.progress)
            metrics.set(.forwardLagFrames, label, to: Double(status.backlog.frames))
            metrics.set(.forwardLagSeconds, label, to: status.lag(at: now).seconds)
            let isUp = progress.state == .running && progress.breaker.state(at: now, by: policy) == .closed
            metrics.set(.forwardUp, label, to: isUp ? 1 : 0)
        }
    }
}

extension ForwarderEvent {
    /// Counts and logs it.
    fileprivate func tell(metrics: Metrics, log: Log) {
        switch self {
        case .carried(let name, let events):
            metrics.count(.forwarded, ("forward", name.rawValue), by: events)
        case .failed(let name, let failure, let breaker):
            metrics.count(.forwardFailures, ("forward", name.rawValue))
            var fields = name.fields(failure)
            fields["failures"] = .integer(Int64(breaker.failures))
            fields["retryAt"] = breaker.retryAt.map { .string("\($0)") }
            log(.warning, "events did not arrive, and are tried again", fields)
        case .setAside(let name, let frame, let failure):
            metrics.count(.forwardFailures, ("forward", name.rawValue))
            var fields = name.fields(failure)
            fields["frame"] = .integer(frame.rawValue)
            log(.error, "an event is refused, and was set aside as a job", fields)
        case .disabled(let name, let failure):
            log(.error, "a target is gone: look at it with “gnomectl forwards list”", name.fields(failure))
        case .unable(let name, let failure):
            log(.warning, "this server can't serve a forward, and leaves it to others", name.fields(failure))
        case .lost(let name): log(.info, "a forward was steered, or went to another server", name.fields(nil))
        case .waiting(let error):
            log(.warning, "forwards wait for the store", ["error": .string(String(reflecting: error))])
        }
    }
}

extension ForwardName {
    fileprivate func fields(_ failure: ForwardFailure?) -> [String: JSONValue] {
        var fields: [String: JSONValue] = ["forward": .string(rawValue)]
        fields["reason"] = failure.map { .string($0.message) }
        return fields
    }
}

extension Metrics.Family {
    static let forwarded = Metrics.Family(
        "gnome_forwarded_total", .counter, "Events that arrived at the target of a forward.")
    static let forwardFailures = Metrics.Family(
        "gnome_forward_failures_total", .counter, "Attempts to bring events to the target of a forward that failed.")
    static let forwardLagFrames = Metrics.Family(
        "gnome_forward_lag_frames", .gauge, "Frames that a forward has not passed yet, counted up to a million.")
    static let forwardLagSeconds = Metrics.Family(
        "gnome_forward_lag_seconds", .gauge, "How long ago the first frame that a forward has not passed was received.")
    static let forwardUp = Metrics.Family(
        "gnome_forward_up", .gauge, "Whether a forward is running and its circuit breaker closed.")
}
