// SPDX-License-Identifier: Apache-2.0

/// What a connection is for: consuming or publishing.
///
/// Lives on the thread of its link and is called by nobody else.
protocol LinkDuty<Item> {
    /// What it is given to do.
    associatedtype Item: Sendable

    /// Whether there is a use for a connection.
    var wantsConnection: Bool { get }

    /// Takes what it was given, with or without a connection.
    mutating func take(_ items: [Item])

    /// Does what must be done without a connection, and says when to be called again.
    mutating func rest() -> ContinuousClock.Instant?

    /// Does what there is to do on a connection, and says what to wait for.
    ///
    /// - Throws: Where the connection, or what it can't do without, is lost.
    mutating func work(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> LinkPause

    /// Brings to an end what was begun, and says whether all of it is.
    mutating func finish(on connection: borrowing AMQPConnection) throws(AMQPFailure) -> Bool

    /// Forgets what went down with a connection.
    mutating func lose(because error: TransportError)

    /// Ends for good: whoever waits for something hears that it will not come.
    mutating func stop()
}

/// What to wait for before there is more to do.
struct LinkPause {
    /// When at the latest.
    var until: ContinuousClock.Instant?
    /// Whether there is something to write that the socket had no room for.
    var toWrite = false
    /// Whether there is room for what comes.
    var toRead = true
}
