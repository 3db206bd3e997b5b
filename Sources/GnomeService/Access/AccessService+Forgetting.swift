// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

extension AccessService {
    /// The daily job that forgets what counts for nothing any more.
    public static let forgetting = JobKind(rawValue: "access-forgetting")
    private static let daily = DailyJob(kind: forgetting, time: .seconds(4 * 3600))
    /// For so long people find in the lists that a token is over, and why.
    static let tokenMemory = Duration.seconds(90 * 86_400)

    /// Writes down the next daily run of ``forget(at:)``, once for all servers of a store.
    public func scheduleForgetting(at now: Timestamp) async throws(StoreError) {
        try await Self.daily.schedule(in: store, at: now)
    }

    /// Forgets what counts for nothing any more: sessions that are over, tries and answers of yesterday, and links and tokens
    /// whose time was over, or that were taken back, three months ago.
    public func forget(at now: Timestamp) async throws(StoreError) {
        let yesterday = now.advanced(by: .zero - LogInThrottle.memory)
        try await store.write { (store) throws(StoreError) in
            try store.forgetSessions(outlivedAt: now)
            try store.forgetLogInThrottles(lastFailedBefore: yesterday)
            try store.forgetAnswers(keptBefore: yesterday)
            try store.forgetTokens(endedBefore: now.advanced(by: .zero - Self.tokenMemory))
        }
    }
}
