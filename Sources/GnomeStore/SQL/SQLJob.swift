// SPDX-License-Identifier: Apache-2.0

/// A closure that waits for a connection, and the caller who waits for its answer.
struct SQLJob: Sendable {
    /// Runs the closure in the transaction that is open; its caller goes on waiting.
    ///
    /// Where the closure fails, the transaction is undone; or the closure's part of it, if others take part.
    let run: @Sendable (_ session: any SQLSession, _ isPart: Bool) -> Outcome
    /// Tells the caller that the closure was not run.
    let refuse: @Sendable (StoreError) -> Void

    /// How the closure went.
    struct Outcome: Sendable {
        /// Why nothing of it may be kept.
        let error: StoreError?
        /// Tells the caller, who gets the closure's own answer unless the transaction failed as a whole.
        let tell: @Sendable (_ failure: StoreError?) -> Void
    }

    /// A job whose answer resumes a continuation.
    init<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws(StoreError) -> Value,
        _ continuation: CheckedContinuation<Result<Value, StoreError>, Never>
    ) {
        run = { session, isPart in
            do throws(StoreError) {
                if isPart { try session.beginPart() }
                let value = try body(session)
                // PostgreSQL ends a transaction at its first error. So that code that works with one database works with
                // all, the closure does not get away with catching it.
                if let failure = session.failure { throw failure }
                if isPart { try session.endPart() }
                return Outcome(error: nil) { failure in
                    continuation.resume(returning: failure.map { .failure($0) } ?? .success(value))
                }
            } catch {
                if isPart { session.undoPart() } else { session.undo() }
                session.memory.forget()
                return Outcome(error: error) { _ in continuation.resume(returning: .failure(error)) }
            }
        }
        refuse = { continuation.resume(returning: .failure($0)) }
    }
}
