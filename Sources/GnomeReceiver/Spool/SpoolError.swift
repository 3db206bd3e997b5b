// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Why something could not be kept on the disk of a receiver.
public struct SpoolError: Classified, CustomDebugStringConvertible {
    /// What went wrong, and so what to do.
    @nonexhaustive
    public enum Code: String, Sendable, Hashable {
        /// The disk is full; once there is room the same call succeeds.
        case full
        /// The disk failed, or the folder can't be used.
        case unavailable
        /// Another process uses the folder.
        case locked
        /// The message is larger than a message may be.
        case tooLarge
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for people.
    public let message: String
    /// What the system said: for the log.
    public let detail: String?

    /// An error of these parts.
    public init(_ code: Code, _ message: String, detail: String? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// What to do about it.
    public var disposition: Disposition {
        switch code {
        case .full, .unavailable, .locked: .unavailable
        case .tooLarge: .invalid
        }
    }

    /// The sentence for people.
    public var description: String { message }
    /// The sentence with what the system said.
    public var debugDescription: String { detail.map { "\(message) (\(code.rawValue): \($0))" } ?? message }
}
