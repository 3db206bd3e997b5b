// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Reads answers that were kept for who asks again.
public protocol KeptAnswerReading {
    /// What was answered to a request with a key; nothing where none is kept.
    ///
    /// - Parameters:
    ///   - key: What the sender called the request.
    ///   - actor: Who asked: nobody sees an answer to somebody else.
    func keptAnswer(to key: String, of actor: String) throws(StoreError) -> KeptAnswer?
}

/// Changes which answers are kept.
public protocol KeptAnswerWriting {
    /// Keeps an answer, or that there is to be one, in the transaction of the change that it tells of.
    ///
    /// Of two transactions that keep one for the same actor and key, only one is kept, also where they run side by side.
    ///
    /// - Throws: `conflict` where one is kept for that actor and key, `invalid` where its body is larger than
    ///   ``KeptAnswer/mostBytes``.
    func keep(_ answer: KeptAnswer) throws(StoreError)
    /// Keeps an answer in the place of what is kept for its actor and key.
    ///
    /// - Throws: `notFound` where nothing is, `invalid` as ``keep(_:)``.
    func replace(with answer: KeptAnswer) throws(StoreError)
    /// Forgets the answers that were kept before a moment.
    ///
    /// - Returns: How many.
    @discardableResult
    func forgetAnswers(keptBefore moment: Timestamp) throws(StoreError) -> Int
}

/// The answer to a request that changed something, kept for whoever asks the same again because it was lost on the way.
public struct KeptAnswer: Sendable, Hashable {
    /// The largest body that is kept, in bytes: what an import tells of 10,000 rows.
    public static let mostBytes = 4 << 20

    /// Who asked.
    public var actor: String
    /// What the sender called the request.
    public var key: String
    /// What tells the request from another with the same key.
    public var request: KeyDigest
    /// The status of the answer; nothing while there is none: the change is there, and its answer not yet.
    public var status: Int?
    /// The header fields of the answer.
    public var headers: [String: String]
    /// The body of the answer, as whoever keeps it wants it kept.
    public var body: [UInt8]
    /// When it was given.
    public var keptAt: Timestamp

    /// An answer of these parts.
    public init(
        actor: String, key: String, request: KeyDigest, status: Int? = nil, headers: [String: String] = [:],
        body: [UInt8] = [], keptAt: Timestamp
    ) {
        self.actor = actor
        self.key = key
        self.request = request
        self.status = status
        self.headers = headers
        self.body = body
        self.keptAt = keptAt
    }
}
