// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// Acts on many receivers at once: each as if it were alone, with what became of it.
struct BulkPages: Sendable {
    private static let name = "receivers-acts-send"
    private let context: ServerContext
    private var api: RegistrationAPI { RegistrationAPI(context) }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            .page(
                "POST", BulkForm.path, Self.name, access: .permission(.manageReceivers, on: .list),
                bodyLimit: 64 << 10, handler: send)
        ]
    }

    @Sendable private func send(_ call: Call) async throws -> HTTPResponse {
        let form = try call.form()
        let request = try ReceiverListRequest(call, sort: .urgency)
        guard let act = form["act"].flatMap(BulkForm.Act.init) else { throw Problem.invalid("Choose what to do.") }
        let serials = form.values("serial").compactMap { Serial($0) }
        let project = form["project"].flatMap { Int64($0) }.map(ProjectID.init)
        guard !serials.isEmpty, serials.count <= ReceiverListPage.pageSize else {
            throw Problem.invalid("Tick the receivers that are meant, then choose what to do with them.")
        }
        if act == .move, project == nil { throw Problem.invalid("Choose the project to which they are to go.") }
        if let warning = act.warning, form["sure"] == nil { return ask(act, serials, warning, request, call) }
        var fates: [(serial: Serial, words: String)] = []
        for serial in serials { fates.append((serial, try await fate(of: serial, by: act, project, call))) }
        let table = Table(
            fates, [.head("Receiver", says: \.serial.link), .cell("What became of it") { "\($0.words)" }])
        return Pages.page(
            call, title: act.title,
            body: """
                \(Self.crumbs(request))
                <h1>\(act.title)</h1>
                \(table.html)
                """)
    }

    /// Asks once more before something is lost.
    private func ask(
        _ act: BulkForm.Act, _ serials: [Serial], _ warning: String, _ request: ReceiverListRequest, _ call: Call
    ) -> HTTPResponse {
        let items = serials.map { serial -> HTML in
            "<li>\(serial.link)<input type=\"hidden\" name=\"serial\" value=\"\(serial.text)\"></li>"
        }
        return Pages.page(
            call, title: act.title,
            body: """
                \(Self.crumbs(request))
                <h1>\(act.title): \(serials.count) in all</h1>
                <p>\(warning)</p>
                <form method="post" action="\(BulkForm.path + request.query)" class="form">
                \(call.proof.html)<input type="hidden" name="sure" value="true">
                <ul>\(HTML(items))</ul>
                <p><button name="act" value="\(act.rawValue)">\(act.title)</button></p></form>
                """)
    }

    /// What became of one of them, in words.
    ///
    /// - Throws: `CancellationError` where nobody waits for the rest any more.
    private func fate(
        of serial: Serial, by act: BulkForm.Act, _ project: ProjectID?, _ call: Call
    ) async throws -> String {
        do {
            let parameters = HTTPParameters(["serial": serial.text])
            let owner = project.map { ["project": JSONValue.integer($0.rawValue)] } ?? [:]
            switch act {
            case .accept: return try await words(api.act(.accept), call, parameters, owner)
            case .reject: return try await words(api.act(.reject), call, parameters, [:])
            case .decommission: return try await words(api.act(.decommission), call, parameters, [:])
            case .move:
                var body = owner
                // What is left out would be taken away.
                body["name"] = try await context.requireReceiver(serial).name.map(JSONValue.string)
                _ = try await context.act(api.change, as: call, on: parameters, with: body)
                return "moved"
            }
        } catch let error as CancellationError { throw error } catch {
            // It does not leave the page as an error, where denials are written down else.
            await context.note(error, of: Self.name, call)
            return "not done: \(context.problem(of: error, in: Self.name).detail)"
        }
    }

    private func words(
        _ operation: Operation, _ call: Call, _ parameters: HTTPParameters, _ body: [String: JSONValue]
    ) async throws -> String {
        let added = try await context.act(operation, as: call, on: parameters, with: body).value(AddedView.self)
        let state = added.outcome == .unchanged ? "is so already" : "is \(added.receiver.registration.rawValue) now"
        return added.released > 0 ? "\(state), and what waited was taken in (messages: \(added.released))" : state
    }

    private static func crumbs(_ request: ReceiverListRequest) -> HTML {
        Pages.crumbs("<a href=\"/receivers\(request.query)\">Receivers</a>")
    }
}
