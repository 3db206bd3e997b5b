// SPDX-License-Identifier: Apache-2.0

/// Where everything is kept.
///
/// Each access is one transaction, given as a closure that runs without suspending: what it reads is one moment of the
/// store, and what it writes becomes durable as a whole before the call returns, or not at all.
///
/// The closure may run more than once (a connection lost during the commit is retried), so it must have no effect other
/// than through the argument. Concurrent writers may share one flush to disk; none sees another's half-done work.
public protocol Store: Sendable {
    /// Reads one consistent moment of the store.
    ///
    /// - Throws: `StoreError` of the closure, or `unavailable` where the store can't be read now.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value

    /// Reads and writes in one transaction; returns when the change is durable.
    ///
    /// An error of the database ends the transaction even where the closure catches it: nothing is kept, and the call
    /// throws that error. `conflict` and `notFound` where a verb names them, as ``ReceiverWriting/register(_:)`` and
    /// ``JobWriting/complete(_:)`` do, are answers, after which a closure may go on.
    ///
    /// - Throws: `StoreError` of the closure, and nothing of it is kept; `busy` where the same call may succeed at once;
    ///   `unavailable` where the store can't be written now. After a disk or a connection failed during the commit, the
    ///   change may turn out to be kept all the same: doing it again with the same keys does no harm.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value
}

/// What can be asked of the store within one transaction.
public protocol StoreReader: ReceiverReading, FrameReading, QuarantineReading, JobReading, SeriesReading,
    ForwardReading, BrokerCredentialReading, StationReading, StationPhotoReading, DeploymentReading, IdentityReading,
    ProjectReading,
    PeopleReading, SessionReading, TokenReading, LogInThrottleReading, AuditReading, KeptAnswerReading
{}

/// What can be asked and changed within one transaction.
public protocol StoreWriter: StoreReader, ReceiverWriting, FrameWriting, QuarantineWriting, JobWriting, SeriesWriting,
    ForwardWriting, BrokerCredentialWriting, StationWriting, StationPhotoWriting, DeploymentWriting, IdentityWriting,
    ProjectWriting,
    PeopleWriting, SessionWriting, TokenWriting, LogInThrottleWriting, AuditWriting, KeptAnswerWriting
{}
