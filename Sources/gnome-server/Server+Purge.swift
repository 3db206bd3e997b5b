// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

extension Server {
    /// Purges now and then the receivers that were decommissioned longer ago than the grace time, and forgets old answers.
    func purge(_ context: ServerContext) -> LifecycleService {
        upkeep(
            "purge", every: .seconds(3600), context, complaint: "what is to be kept no longer can't be purged now"
        ) { now in
            for serial in try await context.registration.purge(at: now) {
                context.log(
                    .info, "a receiver that was decommissioned long ago was purged: its keys are gone",
                    ["serial": .string(serial.text)])
            }
            try await RepeatableRequest.forgetOld(in: context.store, at: context.now())
        }
    }
}
