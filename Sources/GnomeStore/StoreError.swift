// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Why the store could not do what it was asked.
public struct StoreError: Classified, CustomDebugStringConvertible {
    /// What went wrong, and so what to do.
    @nonexhaustive
    public enum Code: String, Sendable, Hashable {
        /// The thing exists already, or changed under the caller.
        case conflict
        /// The thing was changed since the caller looked at it, and what the caller wants rests on what it saw.
        case stale
        /// The thing does not exist.
        case notFound
        /// What is to be kept breaks a rule that ``message`` names.
        case invalid
        /// The store is busy; the same call may succeed at once.
        case busy
        /// The disk is full, the database is away or shutting down; later it may be back.
        case unavailable
        /// Another process has the store open for writing.
        case locked
        /// The schema is newer than this program, or was altered.
        case schema
        /// The data is damaged, or not what this program wrote.
        case corrupt
        /// A statement is wrong: a defect of this program.
        case defect
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for people; no data in it.
    public let message: String
    /// What the database said, and the statement: for the log.
    public let detail: String?

    /// An error of these parts.
    public init(_ code: Code, _ message: String, detail: String? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// Refuses what breaks its own rules; who asks people for it shows them the fields before it comes so far.
    ///
    /// - Throws: `invalid` where there is a problem.
    public static func refuse(_ problems: [InvalidField]) throws(StoreError) {
        guard problems.isEmpty else { throw StoreError(.invalid, InvalidFields(problems).description) }
    }

    /// What to do about it.
    public var disposition: Disposition {
        switch code {
        case .conflict, .stale: .conflict
        case .notFound: .notFound
        case .invalid: .invalid
        case .busy: .retry
        case .unavailable, .locked: .unavailable
        case .schema, .corrupt, .defect: .fatal
        }
    }

    /// The sentence for people.
    public var description: String { message }
    /// The sentence with what the database said.
    public var debugDescription: String { detail.map { "\(message) (\(code.rawValue): \($0))" } ?? message }
}
