// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Stored messages, in JSON.
struct MessagesAPI: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var routes: [HTTPRoute] {
        [
            HTTPRoute("GET", "/api/v1/messages", name: "messages", handler: all),
            HTTPRoute("GET", "/api/v1/receivers/{serial}/messages", name: "receiver-messages", handler: ofOne),
        ]
    }

    /// All messages in the order of storage; `next` is where to go on, also when nothing is new yet.
    @Sendable private func all(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let limit = try request.pageLimit()
        let after = try request.cursor("after").map(FrameID.init)
        let frames = try await context.store.read { store throws(StoreError) in
            try store.frames(after: after, limit: limit)
        }
        return .json(PageView(items: frames.map(MessageView.init), next: frames.last?.id ?? after))
    }

    /// The messages of one receiver, newest first; `next` goes further back.
    @Sendable private func ofOne(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        let serial = try parameters.serial()
        let limit = try request.pageLimit()
        let before = try request.cursor("before").map(FrameID.init)
        let frames = try await context.store.read { store throws(StoreError) -> [StoredFrame]? in
            guard let receiver = try store.receivers([serial])[serial] else { return nil }
            return try store.frames(of: receiver.id, before: before, limit: limit)
        }
        guard let frames else { throw Problem.notFound("No receiver \(serial) is registered.") }
        return .json(
            PageView(items: frames.map(MessageView.init), next: frames.count == limit ? frames.last?.id : nil))
    }
}
