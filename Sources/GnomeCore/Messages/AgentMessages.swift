// SPDX-License-Identifier: Apache-2.0

/// A piece of a log file that a V2 receiver ships (`POST /agent/logs`, `receivers.md` §3.2); its text is the frame's body.
public struct LogChunk: Sendable, Hashable {
    /// The name of the file.
    public var file: String
    /// Where in the file it begins, in bytes.
    public var position: Int64
    /// Whether the file shrank since the last piece, and begins anew.
    public var isReset: Bool

    /// A piece of these parts.
    public init(file: String, position: Int64, isReset: Bool) {
        self.file = file
        self.position = position
        self.isReset = isReset
    }

    /// Reads the query of the request.
    ///
    /// - Throws: `CodecError` where it names no file or no position.
    init(query: [String: String]) throws(CodecError) {
        guard let file = query["file"], !file.isEmpty else { throw CodecError("expected “file” in the query") }
        guard let position = query["pos"].flatMap({ Int64($0) }), position >= 0 else {
            throw CodecError("expected “pos” in the query, a count of bytes")
        }
        self.init(file: file, position: position, isReset: query["reset"] == "true")
    }
}

/// What a V2 receiver says became of a command (`POST /agent/cmdlog`); its output is the frame's body.
public struct CommandResult: Sendable, Hashable {
    /// The number of the command; nothing where it could not be read.
    public var sequence: Int64?
    /// Whether the receiver says that it worked.
    public var isOK: Bool

    /// A result of these parts.
    public init(sequence: Int64?, isOK: Bool) {
        self.sequence = sequence
        self.isOK = isOK
    }
}
