// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The page of newcomers: receivers that were heard and that nobody has accepted, with what waits of each.
struct NewcomersPage: Sendable {
    private static let pageSize = 50
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            .page(
                "GET", "/newcomers", "newcomers-page", access: .permission(.readReceivers, on: .list),
                handler: list)
        ]
    }

    /// A newcomer, with the newest that waits of it.
    private struct Newcomer: Sendable {
        var receiver: ReceiverView
        var newest: QuarantineView?
    }

    @Sendable private func list(_ call: Call) async throws -> HTTPResponse {
        let (now, policy) = (context.now(), context.policy)
        let request = try ReceiverListRequest(call).showing(.pending)
        let filter = request.filter(for: call, in: context)
        let (found, next) = try await context.store.read { store throws(StoreError) -> ([Newcomer], String?) in
            let page = try request.page(matching: filter, limit: Self.pageSize, of: store)
            let newcomers = try page.overviews.map { overview throws(StoreError) in
                let newest = try store.quarantine(
                    matching: QuarantineFilter(serial: overview.receiver.serial), before: nil, limit: 1
                ).first
                return Newcomer(
                    receiver: ReceiverView(overview, at: now, policy: policy), newest: newest.map(QuarantineView.init))
            }
            return (newcomers, page.next)
        }
        let names = try await context.projectNames(call)
        let form = BulkForm(request: request, projects: names, call: call)
        let columns = Self.columns(maySee: call.may(.readQuarantine, on: .server), now: now)
        return Pages.page(
            call, title: "Newcomers", now: now,
            body: """
                <h1>Newcomers</h1>
                <p>They were heard, and nobody has said yet that they belong here. What they send waits, within bounds, and is \
                taken in when they are accepted.</p>
                \(found.isEmpty ? "<p>There is none.</p>" : form.html(found, columns, serial: \.receiver.serial))
                \(Pages.next(next, at: "/newcomers" + request.query))
                """)
    }

    /// - Parameter maySee: Whether the reader may look at what waits.
    private static func columns(maySee: Bool, now: Timestamp) -> [Table<Newcomer>.Column] {
        [
            .head("Receiver", says: \.receiver.serial.link),
            .cell("First heard") { Moments.relative($0.receiver.registeredAt, now: now) },
            .cell("Newest") { newcomer in
                newcomer.newest.map { "\(Moments.relative($0.receivedAt, now: now)), over \($0.way.rawValue)" } ?? "–"
            },
            .cell("Why it waits", as: .content) { "\($0.newest?.reason.words ?? "–")" },
            .cell("Messages that wait", as: .number) { newcomer in
                let (serial, count) = (newcomer.receiver.serial.text, newcomer.receiver.quarantined)
                guard maySee else { return "\(count)" }
                return """
                    <a href="/quarantine?serial=\(serial.percentEncoded())">\(count)\
                    <span class="unseen"> of \(serial)</span></a>
                    """
            },
        ]
    }
}
