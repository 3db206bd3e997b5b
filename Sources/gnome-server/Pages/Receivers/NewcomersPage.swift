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
        let (now, policy, projects) = (context.now(), context.policy, call.projects(.readReceivers))
        let after = try call.cursor("after") { Serial($0) }
        let found = try await context.store.read { store throws(StoreError) -> [Newcomer] in
            var newcomers: [Newcomer] = []
            for overview in try store.allOverviews(in: projects) where overview.receiver.registration == .pending {
                guard newcomers.count < Self.pageSize else { break }
                if let after, overview.receiver.serial <= after { continue }
                let newest = try store.quarantine(
                    matching: QuarantineFilter(serial: overview.receiver.serial), before: nil, limit: 1
                ).first
                newcomers.append(
                    Newcomer(
                        receiver: ReceiverView(overview, at: now, policy: policy),
                        newest: newest.map(QuarantineView.init)))
            }
            return newcomers
        }
        let names = try await context.projectNames(call)
        let mayManage = call.projects(.manageReceivers).map { !$0.isEmpty } ?? true
        let table = Self.table(found, mayChoose: mayManage, maySee: call.may(.readQuarantine, on: .server), now: now)
        let form = BulkForm(
            filter: ReceiverFilter().showing(.pending), projects: names, proof: call.proof,
            mayMove: call.may(.manageServer, on: .server))
        return Pages.page(
            call, title: "Newcomers", now: now,
            body: """
                <h1>Newcomers</h1>
                <p>They were heard, and nobody has said yet that they belong here. What they send waits, within bounds, and is \
                taken in when they are accepted.</p>
                \(found.isEmpty ? "<p>There is none.</p>" : mayManage ? form.html(around: table) : table)
                \(Pages.next(found.cursor(\.receiver.serial.text, limit: Self.pageSize), at: "/newcomers"))
                """)
    }

    private static func table(_ newcomers: [Newcomer], mayChoose: Bool, maySee: Bool, now: Timestamp) -> HTML {
        let rows = newcomers.map { newcomer -> HTML in
            let receiver = newcomer.receiver
            let waiting: HTML =
                maySee
                ? """
                <a href="/quarantine?serial=\(receiver.serial.text.percentEncoded())">\(receiver.quarantined)\
                <span class="unseen"> of \(receiver.serial.text)</span></a>
                """ : "\(receiver.quarantined)"
            let newest: HTML =
                newcomer.newest.map { "\(Moments.relative($0.receivedAt, now: now)), over \($0.way.rawValue)" } ?? "–"
            return """
                <tr>\(mayChoose ? BulkForm.box(receiver.serial) : .empty)
                <th scope="row">\(receiver.serial.link)</th>
                <td data-label="First heard">\(Moments.relative(receiver.registeredAt, now: now))</td>
                <td data-label="Newest">\(newest)</td>
                <td data-label="Why it waits" class="content">\(newcomer.newest?.reason.words ?? "–")</td>
                <td data-label="Messages that wait" class="number">\(waiting)</td></tr>

                """
        }
        return """
            <table>
            <thead><tr>\(mayChoose ? "<th scope=\"col\">Choose</th>" : .empty)<th scope="col">Receiver</th>\
            <th scope="col">First heard</th><th scope="col">Newest</th><th scope="col">Why it waits</th>\
            <th scope="col" class="number">Messages that wait</th></tr></thead>
            <tbody>
            \(HTML(rows))</tbody>
            </table>
            """
    }
}
