// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

extension Server {
    /// Writes down in the audit, once an hour, how often somebody went on asking for what they may not.
    func denials(_ context: ServerContext) -> LifecycleService {
        .endless("denials") {
            while (try? await SystemTime.pause(DenialAudit.window)) != nil {
                do {
                    try await context.denials.settle(at: context.now())
                } catch {
                    context.log(
                        .warning, "denials can't be written down in the audit now",
                        ["error": .string(String(reflecting: error))])
                }
            }
        }
    }
}
