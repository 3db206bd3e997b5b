// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Synchronization

/// What the clock of a server showed when it last answered.
///
/// What happened there is held against it: the clock of a laptop in the field may be wrong by hours.
final class ServerClock: Sendable {
    private let last = Mutex(Timestamp?.none)

    /// The moment, to the second before; nothing where the server never told it.
    var time: Timestamp? { last.withLock(\.self) }

    /// Looks at an answer.
    func see(_ answer: HTTPResponse) {
        guard let moment = answer.headers["Date"].flatMap({ Timestamp(httpDate: $0) }) else { return }
        last.withLock { $0 = moment }
    }
}
