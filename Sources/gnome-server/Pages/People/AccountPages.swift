// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The pages of what is one's own: name, password, sessions, tokens.
struct AccountPages: Sendable {
    private static let pageSize = 100
    private let context: ServerContext
    private var api: SessionAPI { SessionAPI(context) }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [.page("GET", "/account", "account-page", access: .oneself, handler: show)]
            + rename.operations + changePassword.operations + issueToken.operations
            + act("/account/sessions/{session}/end", "account-session-end-send", api.endSession)
            + act("/account/sessions/end", "account-sessions-end-send", api.endSessions)
            + act("/account/tokens/{token}/revoke", "account-token-revoke-send", api.revokeToken)
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        let (id, now) = (try call.person(), context.now())
        let sessions = try await context.access.sessions(of: id, at: now)
            .map { SessionView($0, isThisOne: $0.id == call.caller.session?.id) }
        let tokens = try await context.access.tokens(
            matching: TokenFilter(kind: .api, person: id), before: call.cursor("before").map(TokenID.init),
            limit: Self.pageSize)
        let others = sessions.contains { !$0.isThisOne }
        let tokenTable = TokenTable(
            tokens: tokens.map(TokenView.init), path: "/account/tokens", proof: call.proof, now: now)
        return Pages.page(
            call, title: "Your account", now: now,
            body: """
                <h1>Your account</h1>
                <p class="name"><bdi>\(call.caller.person?.name ?? "")</bdi>, who logs in as \
                \(call.caller.person?.login.text ?? "")</p>
                <ul class="choices"><li><a href="/account/name">Change your name</a></li>\
                <li><a href="/account/password">Change your password</a></li></ul>
                <section><h2>Sessions</h2>
                \(SessionTable(sessions: sessions, path: "/account/sessions", proof: call.proof, now: now).html)
                \(others ? ActButton.html("End all others", to: "/account/sessions/end", proof: call.proof) : .empty)</section>
                <section><h2>Tokens for programs</h2>
                \(tokenTable.html)
                \(Pages.older(tokens.cursor(\.id, limit: Self.pageSize)?.rawValue, at: "/account"))
                <p><a href="/account/tokens/new">New token</a></p></section>
                """)
    }

    private var rename: FormPage {
        FormPage(
            context: context, path: "/account/name", name: "account-name-page", operation: api.rename,
            fields: AccessRequests.name, button: "Save",
            start: { call in FormBody(encoding: ["name": call.caller.person?.name ?? ""]) },
            page: { call, form in FormPage.around(form, of: call, "Change your name", Pages.crumbs(.toAccount)) },
            done: { _, _ in .see("/account") })
    }

    private var changePassword: FormPage {
        FormPage(
            context: context, path: "/account/password", name: "account-password-page",
            operation: api.changePassword, fields: AccessRequests.password, button: "Change the password",
            page: { call, form in
                FormPage.around(
                    form, of: call, "Change your password", Pages.crumbs(.toAccount),
                    """
                    <p>All other sessions of yours end with it. Your tokens for programs go on, unless you end them here.</p>

                    """)
            },
            done: { _, answer in
                var response = HTTPResponse.see("/account")
                response.headers["Set-Cookie"] = LogInPages.cookie(try answer.value(LoggedInView.self).secret)
                return response
            })
    }

    private var issueToken: FormPage {
        FormPage(
            context: context, path: "/account/tokens/new", name: "account-token-new-page", operation: api.issueToken,
            fields: AccessRequests.token, button: "Make the token",
            page: { call, form in FormPage.around(form, of: call, "New token", Pages.crumbs(.toAccount)) },
            done: { call, answer in
                ShownOnce(
                    title: "A new token", crumbs: Pages.crumbs(.toAccount),
                    about: """
                        <p>A program that sends it as <code>Authorization: Bearer …</code> acts as you, as far as its scopes go. \
                        Put it where only that program reads it.</p>
                        """, secret: try answer.value(IssuedTokenView.self).token
                ).response(to: call)
            })
    }

    /// A button of the account's page.
    private func act(_ path: String, _ name: String, _ operation: Operation) -> [Operation] {
        ActButton(
            context: context, path: path, name: name, operation: operation, done: { _, _ in .see("/account") }
        ).operations
    }
}
