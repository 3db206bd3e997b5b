// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

extension Server {
    /// A part that does something at once, and again after each pause; what fails is logged, and tried again the next time.
    ///
    /// - Parameters:
    ///   - name: What it is called.
    ///   - pause: How long to wait in between.
    ///   - context: What it works with.
    ///   - complaint: What the log says where it fails.
    ///   - work: What it does, given the time.
    func upkeep(
        _ name: String, every pause: Duration, _ context: ServerContext, complaint: String,
        _ work: @escaping @Sendable (Timestamp) async throws -> Void
    ) -> LifecycleService {
        .endless(name) {
            repeat {
                do {
                    try await work(context.now())
                } catch {
                    context.log(.warning, complaint, ["error": .string(String(reflecting: error))])
                }
            } while (try? await SystemTime.pause(pause)) != nil
        }
    }
}
