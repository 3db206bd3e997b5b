// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// What landowners see who were given a link.
struct LandownerAPI: Sendable {
    private let context: ServerContext

    /// Why no log-in is asked for.
    static let access = Access.open(because: "the link proves itself, and shows one station from afar")
    private static let fields = [Field("link", "Link", .line(1...200), isRequired: true)]

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            // What proves something never stands in an address that programs ask for.
            .api(
                "POST", "/looks", "look", access: Self.access, bodyLimit: 4096,
                Contract(
                    "Shows what a landowner's link shows of a station.", body: .json(Self.fields.schema),
                    answers: .json(LandownerView.self))
            ) { call in
                .json(try await context.look(by: try AccessRequests.texts(call.body, Self.fields)["link"] ?? ""))
            }
        ]
    }
}

extension ServerContext {
    /// What a landowner's link shows.
    ///
    /// - Throws: `Problem` 404 where it shows nothing, and whether it ever did.
    func look(by link: String) async throws -> LandownerView {
        let now = now()
        guard let station = try await access.station(shownBy: link, at: now) else {
            throw Problem.notFound(
                "The link is not whole, or counts no more. Ask whoever gave it to you for a new one.")
        }
        let history = try await stations.history(of: station)
        let current = history.deployments.filter { $0.deployment.details.interval.contains(now) }
        let overviews = try await store.read { store throws(StoreError) in
            var overviews: [Serial: ReceiverOverview] = [:]
            for served in current { overviews[served.receiver.serial] = try store.overview(served.receiver.serial) }
            return overviews
        }
        return LandownerView(
            history,
            hanging: current.map { served in
                let status = overviews[served.receiver.serial]?.status ?? ReceiverStatus()
                let details = served.deployment.details
                return LandownerView.Hanging(
                    since: details.interval.start, contact: status.contact(in: details, at: now, policy: policy),
                    lastContactAt: status.lastContact(during: details.interval))
            })
    }
}
