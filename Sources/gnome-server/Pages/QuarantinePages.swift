// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages of the quarantine, for administrators.
///
/// They show and change nothing: a browser that has logged in sends the token along with whatever another site makes it ask
/// for, so what changes something takes the token only as gnomectl sends it.
struct QuarantinePages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var routes: [HTTPRoute] {
        [
            HTTPRoute("GET", "/quarantine", name: "quarantine-page", handler: list),
            HTTPRoute("GET", "/quarantine/{id}", name: "quarantine-entry-page", handler: show),
        ]
    }

    @Sendable private func list(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try await page(request) {
            let before = try request.cursor("before").map(QuarantineID.init)
            // A field that was left empty says nothing.
            let filter = try QuarantineFilter { request.head.query($0).flatMap { $0.isEmpty ? nil : $0 } }
            let entries = try await context.store.read { store throws(StoreError) in
                try store.quarantine(matching: filter, before: before, limit: QuarantineListPage.pageSize)
            }
            return QuarantineListPage(
                counts: try await QuarantineCountsView.load(from: context), entries: entries.map(QuarantineView.init),
                filter: filter, now: context.now()
            ).response
        }
    }

    @Sendable private func show(_ request: HTTPRequest, _ parameters: HTTPParameters) async throws -> HTTPResponse {
        try await page(request) {
            let entry = try await QuarantineEntry.load(parameters, from: context)
            return QuarantineEntryPage(view: QuarantineEntryView(entry), now: context.now()).response
        }
    }

    /// A page for who knows the token; what goes wrong is told on a page as well.
    private func page(
        _ request: HTTPRequest, _ body: () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        do {
            try context.requireReader(request)
            return try await body()
        } catch let problem as Problem {
            var response = Pages.problem(status: problem.status, detail: problem.detail)
            for field in problem.headers.fields { response.headers[field.name] = field.value }
            return response
        }
    }
}

extension ServerContext {
    /// Lets only those pass who know the administrator token, to where something is only shown.
    ///
    /// It may be the password that a browser asks for, or come as from gnomectl.
    ///
    /// - Throws: `Problem` 401 otherwise, which makes a browser ask.
    fileprivate func requireReader(_ request: HTTPRequest) throws(Problem) {
        if let login = request.head.headers["Authorization"].flatMap(BasicCredentials.init(authorization:)) {
            if Secrets.areEqual(login.password, administratorToken) { return }
        } else if request.head.headers["Authorization"] != nil {
            return try requireAdministrator(request)
        }
        throw Problem(
            status: 401,
            detail: "This needs the administrator token, which the server keeps in the file “admin-token” of its data "
                + "folder. Give it as the password, with any name.",
            headers: ["WWW-Authenticate": "Basic realm=\"gnome-server\", charset=\"UTF-8\""])
    }
}
