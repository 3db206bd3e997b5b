// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Stored messages, in JSON.
struct MessagesAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            .api(
                "GET", "/messages", "messages", access: .permission(.readServer, on: .server),
                Contract(
                    "Lists the messages of all receivers in the order of storage; “next” is where to go on, also when "
                        + "nothing is new yet.", query: [.after(.integer(0...Int64.max)), .limit],
                    answers: .json(PageView<MessageView, FrameID>.self)), handler: all),
            .api(
                "GET", "/receivers/{serial}/messages", "receiver-messages",
                access: .permission(.readReceivers, on: .receiver),
                Contract(
                    "Lists the messages of a receiver, the newest first.", query: [.before, .limit],
                    answers: .json(PageView<MessageView, FrameID>.self)), handler: ofOne),
        ]
    }

    /// All messages in the order of storage; `next` is where to go on, also when nothing is new yet.
    @Sendable private func all(_ call: Call) async throws -> HTTPResponse {
        let limit = try call.pageLimit()
        let after = try call.cursor("after").map(FrameID.init)
        let frames = try await context.store.read { store throws(StoreError) in
            try store.frames(after: after, limit: limit)
        }
        return .json(PageView(items: frames.map(MessageView.init), next: frames.last?.id ?? after))
    }

    /// The messages of one receiver, newest first; `next` goes further back.
    @Sendable private func ofOne(_ call: Call) async throws -> HTTPResponse {
        let serial = try call.serial()
        let limit = try call.pageLimit()
        let before = try call.cursor("before").map(FrameID.init)
        let frames = try await context.store.read { store throws(StoreError) -> [StoredFrame]? in
            guard let receiver = try store.receivers([serial])[serial] else { return nil }
            return try store.frames(of: receiver.id, before: before, limit: limit)
        }
        guard let frames else { throw Problem.notFound("No receiver \(serial) is registered.") }
        return .json(PageView(items: frames.map(MessageView.init), next: frames.cursor(\.id, limit: limit)))
    }
}
