// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A forward as the API shows it.
struct ForwardAnswer: Codable, Sendable, Equatable {
    let name: String
    let kind: String
    @Nullable var url: String?
    @Nullable var exchange: String?
    @Nullable var routing: String?
    let kinds: [String]
    let projects: [Int64]
    let serials: [String]
    let state: String
    let cursor: Int64
    let lagFrames: Int
    let lagSeconds: Double
    let breaker: String
    let failures: Int
    @Nullable var retryAt: Timestamp?
    @Nullable var error: String?
    @Nullable var worker: String?
    let createdAt: Timestamp
    /// What signs; only where the server made it just now.
    let secret: String?
}

extension GnomeClient {
    /// Adds a forward.
    ///
    /// - Parameter body: The target, with its secret and where it begins, as the API takes it.
    func addForward(_ name: ForwardName, _ body: JSONValue) async throws(CommandError) -> ForwardAnswer {
        try await send("PUT", ["forwards", name.rawValue], body: body.bytes, timeout: .seconds(300))
    }

    /// Removes a forward, and answers how it was.
    func removeForward(_ name: ForwardName) async throws(CommandError) -> ForwardAnswer {
        try await send("DELETE", ["forwards", name.rawValue], body: [])
    }

    /// Halts a forward, or lets it go on.
    func steerForward(_ name: ForwardName, _ verb: String) async throws(CommandError) -> ForwardAnswer {
        try await send("POST", ["forwards", name.rawValue, verb], body: [])
    }

    /// Makes a forward begin again with what was received from a moment on.
    func replayForward(_ name: ForwardName, from start: Timestamp) async throws(CommandError) -> ForwardAnswer {
        try await send(
            "POST", ["forwards", name.rawValue, "replay"],
            body: JSONValue.object(["from": .string(start.description)]).bytes, timeout: .seconds(300))
    }
}
