// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// The ways in and out, and what is one's own: sessions, password, tokens.
struct SessionAPI: Sendable {
    private let context: ServerContext
    private var access: AccessService { context.access }

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        [
            logIn, setUp, accept, reset, show, logOut, rename, changePassword, sessions, endSessions, endSession,
            tokens, issueToken, revokeToken,
        ]
    }

    /// Logs somebody in.
    var logIn: Operation {
        .api(
            "POST", "/session", "log-in", access: .entrance, bodyLimit: 8192,
            Contract(
                "Logs in with name and password, of this server or, where it takes them, of Motus.",
                body: .json(AccessRequests.logInWithAny.schema), answers: .json(LoggedInView.self, status: 201))
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.logInWithAny)
            let (login, password) = (reader.text("login") ?? "", reader.text("password") ?? "")
            let way = reader.choice("account", as: LogInWay.self) ?? .local
            try reader.finish()
            return .json(
                LoggedInView(
                    try await access.logIn(
                        login, password: password, with: way, from: call.head.visitor, at: context.now())), status: 201)
        }
    }

    /// Makes the first administrator.
    var setUp: Operation {
        .api(
            "POST", "/setup", "set-up", access: .entrance, bodyLimit: 8192,
            Contract(
                "Makes the first administrator, by the one-time code that the server prints when it starts.",
                body: .json(AccessRequests.setUp.schema), answers: .json(LoggedInView.self, status: 201))
        ) { call in
            let (code, person) = try AccessRequests.newPerson(call.body, AccessRequests.setUp)
            return .json(
                LoggedInView(
                    try await access.setUp(code: code, person, from: call.head.visitor, at: context.now())),
                status: 201)
        }
    }

    /// Makes a person of whom an invitation invites.
    var accept: Operation {
        .api(
            "POST", "/invitations/accept", "invitation-accept", access: .entrance, bodyLimit: 8192,
            Contract(
                "Makes whoever shows an invitation the person that it invites.",
                body: .json(AccessRequests.acceptance.schema), answers: .json(LoggedInView.self, status: 201))
        ) { call in
            let (invitation, person) = try AccessRequests.newPerson(call.body, AccessRequests.acceptance)
            return .json(
                LoggedInView(
                    try await access.accept(
                        invitation: invitation, person, from: call.head.visitor, at: context.now())), status: 201)
        }
    }

    /// Sets a password by a link.
    var reset: Operation {
        .api(
            "POST", "/password/reset", "password-reset", access: .entrance, bodyLimit: 8192,
            Contract(
                "Sets a password by the link that an administrator made; all sessions and tokens of the person end.",
                body: .json(AccessRequests.reset.schema),
                answers: .json(LoggedInView.self, status: 201))
        ) { call in
            let texts = try AccessRequests.texts(call.body, AccessRequests.reset)
            return .json(
                LoggedInView(
                    try await access.setPassword(
                        byLink: texts["link"] ?? "", texts["password"] ?? "", from: call.head.visitor,
                        at: context.now())),
                status: 201)
        }
    }

    private var show: Operation {
        .api(
            "GET", "/session", "whoami", access: .somebody,
            Contract("Shows who is asking, and what they may.", answers: .json(CallerView.self))
        ) { call in .json(CallerView(call.caller)) }
    }

    /// Ends the session that asks.
    var logOut: Operation {
        .api(
            "DELETE", "/session", "log-out", access: .oneself,
            Contract("Ends the session that asks.", answers: .nothing("It is over."))
        ) { call in
            guard call.caller.session != nil else {
                throw Problem(
                    status: 403, detail: "No session asks. A token ends when it is taken back: DELETE /tokens/{token}.")
            }
            try await access.logOut(call.caller, at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    /// Changes one's own name.
    var rename: Operation {
        .api(
            "PUT", "/session/person", "person-rename", access: .oneself, bodyLimit: 4096,
            Contract(
                "Changes what people call oneself.", body: .json(AccessRequests.name.schema),
                answers: .json(PersonView.self))
        ) { call in
            let texts = try AccessRequests.texts(call.body, AccessRequests.name)
            let person = try await access.rename(call.caller, to: texts["name"] ?? "", at: context.now())
            return .json(PersonView(person)).revision(person.revision)
        }
    }

    /// Changes one's own password.
    var changePassword: Operation {
        .api(
            "PUT", "/password", "password-change", access: .oneself, bodyLimit: 8192,
            Contract(
                "Changes one's own password; all other sessions end, and one's tokens where that is asked for.",
                body: .json(AccessRequests.password.schema),
                answers: .json(LoggedInView.self))
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.password)
            let (old, new) = (reader.text("old") ?? "", reader.text("new") ?? "")
            let endsTokens = reader.flag("endsTokens") ?? false
            try reader.finish()
            do throws(AccessError) {
                return .json(
                    LoggedInView(
                        try await access.changePassword(
                            of: call.caller, from: old, to: new, endingTokens: endsTokens,
                            visitor: call.head.visitor, at: context.now())))
            } catch {
                guard case .invalid(let wrong) = error else { throw error }
                // Here there are two passwords: the new one is the one that can't be taken.
                throw InvalidFields(wrong.fields.map { InvalidField("new", $0.reason, example: $0.example) })
            }
        }
    }

    private var sessions: Operation {
        .api(
            "GET", "/sessions", "sessions", access: .oneself,
            Contract(
                "Lists one's own sessions.", answers: .json(schema: .page(of: Schema(of: SessionView.self))))
        ) { call in
            try await context.sessions(of: call.person(), call)
        }
    }

    /// Ends all other sessions of one's own.
    var endSessions: Operation {
        .api(
            "DELETE", "/sessions", "sessions-end", access: .oneself,
            Contract("Ends all sessions of one's own but the one that asks.", answers: .nothing("They are over."))
        ) { call in
            _ = try await access.endSessions(
                of: call.person(), except: call.caller.session?.id, by: call.caller.author, at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    /// Ends a session of one's own.
    var endSession: Operation {
        .api(
            "DELETE", "/sessions/{session}", "session-end", access: .oneself,
            Contract("Ends a session of one's own.", answers: .nothing("It is over."))
        ) { call in
            try await access.end(
                SessionID(rawValue: call.number("session")), of: call.person(), by: call.caller.author,
                at: context.now())
            return HTTPResponse(status: 204)
        }
    }

    private var tokens: Operation {
        .api(
            "GET", "/tokens", "tokens", access: .oneself,
            Contract(
                "Lists one's own tokens, the newest first.", query: [.before, .limit],
                answers: .json(PageView<TokenView, TokenID>.self))
        ) { call in
            try await context.tokens(matching: TokenFilter(kind: .api, person: call.person()), call)
        }
    }

    /// Issues a token by which a program acts as the caller.
    var issueToken: Operation {
        .api(
            "POST", "/tokens", "token-issue", access: .oneself, bodyLimit: 8192,
            Contract(
                "Issues a token by which a program acts as oneself, shown once.",
                body: .json(AccessRequests.token.schema), answers: .json(IssuedTokenView.self, status: 201))
        ) { call in
            var reader = try FieldReader(call.body, of: AccessRequests.token)
            let (label, expiry) = (reader.text("label"), reader.moment("expiresAt"))
            let scopes = reader.choices("scopes", as: Permission.self)
            try reader.finish()
            // Else a token could renew itself for ever.
            guard call.caller.session != nil else {
                throw Problem(status: 403, detail: "Log in to issue a token: a token can't issue another.")
            }
            let token = try await access.issueToken(
                label: label ?? "", scopes: scopes.flatMap { $0.isEmpty ? nil : Set($0) },
                expiresAt: expiry ?? context.now(), by: call.caller, at: context.now())
            return .json(IssuedTokenView(token), status: 201)
        }
    }

    /// Takes a token back.
    var revokeToken: Operation {
        .api(
            "DELETE", "/tokens/{token}", "token-revoke", access: .somebody,
            Contract(
                "Takes a token back: one's own, or of a project that one manages.", answers: .json(TokenView.self))
        ) { call in
            .json(
                TokenView(
                    try await access.revoke(
                        TokenID(rawValue: call.number("token")), by: call.caller, at: context.now())))
        }
    }
}

extension ServerContext {
    /// Answers with a page of the tokens that a filter lets through, the newest first.
    func tokens(matching filter: TokenFilter, _ call: Call) async throws -> HTTPResponse {
        let limit = try call.pageLimit()
        let tokens = try await access.tokens(
            matching: filter, before: call.cursor("before").map(TokenID.init), limit: limit)
        return .json(PageView(items: tokens.map(TokenView.init), next: tokens.cursor(\.id, limit: limit)))
    }

    /// Answers with all sessions of a person.
    func sessions(of person: PersonID, _ call: Call) async throws -> HTTPResponse {
        let sessions = try await access.sessions(of: person, at: now())
        return .json(
            PageView(
                items: sessions.map { SessionView($0, isThisOne: $0.id == call.caller.session?.id) },
                next: SessionID?.none))
    }
}

extension Call {
    /// Who asks, where it is a person.
    ///
    /// - Throws: `Problem` 403 for the console, which is nobody.
    func person() throws(Problem) -> PersonID {
        guard let person = caller.person else {
            throw Problem(status: 403, detail: "The console has no account. Log in as a person.")
        }
        return person.id
    }
}
