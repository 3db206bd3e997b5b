// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Whether the server is well, for whoever watches it.
struct HealthRoutes: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let watchers = Access.open(because: "whoever watches the server has no account, and it names nobody")
        return [
            // The process answers: nothing more is asked.
            .machine("GET", "/healthz", "healthz", access: watchers) { _ in .text("ok") },
            .machine("GET", "/readyz", "readyz", access: watchers, handler: ready),
            .machine("GET", "/metrics", "metrics", access: watchers, handler: metrics),
        ]
    }

    /// Ready is a server whose store can be read, and whose last write did not fail for the store's own reasons.
    ///
    /// A broker that is away is told, but takes nothing from the receivers that come over HTTP.
    @Sendable private func ready(_ call: Call) async throws -> HTTPResponse {
        let receivers = try await context.store.read { store throws(StoreError) in try store.receiverCount() }
        if let failure = context.store.writeFailure {
            throw Problem(StoreError(.unavailable, "The store can't be written. \(failure.message)"))
        }
        let broker = context.brokerState() ?? "none"
        return .text("ready\nstore: ok, \(receivers) receivers\nbroker: \(broker)")
    }

    @Sendable private func metrics(_ call: Call) async throws -> HTTPResponse {
        let now = context.now()
        let policy = context.policy
        let (states, jobs, oldest, waiting, drops) = try await context.store.read { store throws(StoreError) in
            (
                try store.receiverCounts(matching: ReceiverFilter(at: now, policy: policy)), try store.jobCounts(),
                try store.nextDueTime(of: Set(store.dueJobCounts(at: now).keys)), try store.quarantineVolumes(),
                try store.quarantineDrops()
            )
        }
        context.metrics.set(waiting, drops)
        for state in ContactState.allCases {
            let count = states.reduce(0) { $1.key.contact == state ? $0 + $1.value : $0 }
            context.metrics.set(.receivers, ("contact", state.rawValue), to: Double(count))
        }
        for state in JobState.allCases {
            context.metrics.set(.jobs, ("state", state.rawValue), to: Double(jobs[state] ?? 0))
        }
        context.metrics.set(.oldestJob, to: max(0, (oldest ?? now).duration(to: now).seconds))
        if let state = context.brokerState() {
            context.metrics.set(.brokerConnected, to: state == "connected" ? 1 : 0)
        }
        context.metrics.set(.passwordHashes, to: Double(context.access.hasher.tally.hashes))
        try await context.forwarding.measure(context.metrics, at: now)
        var response = HTTPResponse.text(context.metrics.render())
        response.headers["Content-Type"] = "text/plain; version=0.0.4; charset=utf-8"
        return response
    }
}
