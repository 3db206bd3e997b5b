// SPDX-License-Identifier: Apache-2.0

/// Why bytes can't be read as a message.
public struct CodecError: Classified, Equatable {
    /// One sentence: what was expected, and what stood there.
    public let message: String
    /// Where reading stopped, in bytes from the first; nothing where it was all read, and says something else.
    public let offset: Int?

    /// An error with that sentence.
    public init(_ message: String, offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }

    /// The bytes never become readable by trying again.
    public var disposition: Disposition { .invalid }
    /// The sentence.
    public var description: String { message }
}
