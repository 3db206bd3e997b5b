// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import TestSupport

/// The events of a transport, to be waited for.
typealias EventLog = EventDiary<TransportEvent>

extension EventDiary<TransportEvent> {
    /// Everything so far, as it would be logged.
    var text: String { all.map(\.description).joined(separator: "\n") }

    func nextConnection(_ link: TransportEvent.Link) async {
        _ = await next { if case .connected(link) = $0 { () } else { nil } }
    }

    func nextLoss(_ link: TransportEvent.Link) async -> TransportError? {
        await next { if case .lost(link, let error, retryAfter: _) = $0 { error } else { nil } }
    }

    func nextSubscription() async {
        _ = await next { if case .subscribed = $0 { () } else { nil } }
    }

    func nextInterruption() async -> TransportError? {
        await next { if case .interrupted(queue: _, let error, retryAfter: _) = $0 { error } else { nil } }
    }
}
