// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Goes on with one forward as long as this worker holds it: a page of frames, its events to the target, and only then the
/// cursor behind them.
struct ForwardRelay {
    /// How a step ended.
    private enum Step {
        /// There may be more to do at once.
        case more
        /// There is nothing to do until something is stored.
        case idle
        /// This worker holds the forward no longer.
        case ended
    }

    private let forwarder: Forwarder
    private let carrier: any ForwardCarrier
    private var forward: Forward
    /// How many events go at a time: few after a failure, then more with each success.
    private var stride: Int

    init(_ forward: Forward, by carrier: any ForwardCarrier, of forwarder: Forwarder) {
        self.forward = forward
        self.carrier = carrier
        self.forwarder = forwarder
        stride = forward.progress.breaker.failures == 0 ? forwarder.limits.count : 1
    }

    /// Goes on whenever it is rung, until nobody rings any more, the task is cancelled, or the forward is lost.
    mutating func run(_ rings: AsyncStream<Void>) async {
        for await _ in rings {
            var step = Step.more
            while step == .more, !forwarder.isStopping, !Task.isCancelled { step = await go() }
            if step == .ended { return }
        }
        _ = await record(until: nil)
    }

    private mutating func go() async -> Step {
        let (name, limits) = (forward.name, forwarder.limits)
        let found: (forward: Forward?, page: ForwardPage)
        do throws(StoreError) {
            let stride = stride
            found = try await forwarder.store.read { (store) throws(StoreError) in
                guard let forward = try store.forward(named: name) else { return (nil, try ForwardPage([], in: store)) }
                let frames = try store.frames(after: forward.progress.cursor, limit: stride, bytes: limits.bytes)
                return (forward, try ForwardPage(frames, in: store))
            }
        } catch {
            forwarder.observe(.waiting(error))
            return .idle
        }
        guard let current = found.forward, current.lease == forward.lease else {
            forwarder.observe(.lost(name))
            return .ended
        }
        forward = current
        guard !found.page.frames.isEmpty else { return await keep() ? .idle : .ended }
        return await pass(on: found.page)
    }

    /// Brings what is to be passed on to the target, and writes down how far that came.
    private mutating func pass(on found: ForwardPage) async -> Step {
        var page = found
        let events = page.takeEvents(for: forward.target.filter, upTo: forwarder.limits.bytes)
        guard !events.isEmpty else {
            forward.progress.cursor = page.lastFrame(before: nil) ?? forward.progress.cursor
            return await record(until: leaseEnd) ? .more : .ended
        }
        guard await keep() else { return .ended }
        let carried = await carrier.carry(events)
        let rest = events.dropFirst(carried.count)
        forward.progress.cursor = page.lastFrame(before: rest.first) ?? forward.progress.cursor
        if carried.count > 0 {
            forward.progress.breaker.succeed()
            forward.progress.error = nil
            stride = min(stride * 2, forwarder.limits.count)
        }
        guard let failure = carried.failure else {
            guard await record(until: leaseEnd) else { return .ended }
            forwarder.observe(.carried(forward.name, events: carried.count))
            return .more
        }
        // Broken off because the process ends: that says nothing of the target.
        guard !Task.isCancelled else { return .idle }
        return await fail(failure, at: rest.first, isAlone: events.count == 1, arrived: carried.count)
    }

    /// Writes down that events did not arrive, and gives the forward back until its pause is over.
    private mutating func fail(
        _ failure: ForwardFailure, at event: ForwardEvent?, isAlone: Bool, arrived: Int
    ) async -> Step {
        let (now, policy) = (forwarder.now(), forwarder.limits.breaker)
        forward.progress.breaker.fail(
            at: now, random: forwarder.random(), by: policy, wanted: failure.retryAfter)
        forward.progress.error = failure.message
        var jobs: [JobDraft] = []
        var news = ForwarderEvent.failed(forward.name, failure, breaker: forward.progress.breaker)
        switch failure.kind {
        case .gone:
            forward.progress.state = .disabled
            forward.progress.breaker.succeed()
            news = .disabled(forward.name, failure)
        case .refused where isAlone && forward.progress.breaker.failures >= policy.threshold:
            guard let event else { break }
            jobs = [ForwardJob(forward: forward.id, name: forward.name, frame: event.stored.id).draft(at: now)]
            forward.progress.cursor = event.stored.id
            news = .setAside(forward.name, event.stored.id, failure)
        case .refused, .away: break
        }
        guard await record(until: nil, with: jobs) else { return .ended }
        if arrived > 0 { forwarder.observe(.carried(forward.name, events: arrived)) }
        forwarder.observe(news)
        return .ended
    }

    // MARK: The lease

    private var leaseEnd: Timestamp { forwarder.now().advanced(by: forwarder.limits.lease) }

    /// Puts off the end of the lease where a third of it is over; false where it is lost.
    private mutating func keep() async -> Bool {
        let left = forwarder.now().duration(to: forward.leasedUntil ?? forwarder.now())
        return left * 3 > forwarder.limits.lease * 2 ? true : await record(until: leaseEnd)
    }

    /// Writes down how far the forward has come, however long the store takes; false where it is this worker's no longer.
    private mutating func record(until leaseEnd: Timestamp?, with jobs: [JobDraft] = []) async -> Bool {
        let (progress, lease) = (forward.progress, forward.lease)
        let isHeld = await forwarder.settle { (store) throws(StoreError) in
            try store.record(progress, by: lease, until: leaseEnd)
            _ = try store.enqueue(jobs)
        }
        forward.leasedUntil = leaseEnd
        if !isHeld { forwarder.observe(.lost(forward.name)) }
        return isHeld
    }
}
