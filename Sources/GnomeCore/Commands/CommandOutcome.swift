// SPDX-License-Identifier: Apache-2.0

/// What became of a command, as the receiver reports it: the body of an envelope of the kind `result`.
///
/// ```json
/// {"command": "0198c1d2-…", "status": "done", "output": "restarted"}
/// ```
public struct CommandOutcome: Sendable, Hashable {
    /// The kind of the envelope that carries it.
    public static let kind = "result"

    /// How it ended.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// It was done.
        case done
        /// It was tried and did not work.
        case failed
        /// It was not tried: the receiver does not know it, or may not do it.
        case refused
        /// It was not tried: it came too late.
        case expired
        /// It was begun, and the receiver stopped meanwhile; whether it was done, nobody knows. It is never begun again.
        case interrupted
    }

    /// The id of the command.
    public var command: String
    /// How it ended.
    public var status: Status
    /// What it had to say, if anything.
    public var output: String?

    /// An outcome of these parts.
    public init(command: String, status: Status, output: String? = nil) {
        self.command = command
        self.status = status
        self.output = output
    }

    /// Reads the body of an envelope; nothing where it is no outcome.
    public init?(body: JSONValue) {
        guard let command = body["command"]?.text, let status = body["status"]?.text.flatMap(Status.init) else {
            return nil
        }
        self.init(command: command, status: status, output: body["output"]?.text)
    }

    /// The body of the envelope.
    public var body: JSONValue {
        var members: [String: JSONValue] = ["command": .string(command), "status": .string(status.rawValue)]
        if let output { members["output"] = .string(output) }
        return .object(members)
    }

    /// The id of the envelope: one outcome a command, however often it is sent.
    public var messageID: String { command + "/result" }
}
