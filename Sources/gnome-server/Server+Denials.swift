// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

extension Server {
    /// Writes down in the audit, once an hour, how often somebody went on asking for what they may not.
    func denials(_ context: ServerContext) -> LifecycleService {
        upkeep(
            "denials", every: DenialAudit.window, context, complaint: "denials can't be written down in the audit now"
        ) { now in try await context.denials.settle(at: now) }
    }
}
