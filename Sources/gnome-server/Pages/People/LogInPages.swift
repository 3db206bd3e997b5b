// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport

/// The pages by which people come in and go out.
///
/// Nobody has a session yet who sends one of these forms: what proves that it is one of ours is where it comes from.
struct LogInPages: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let session = SessionAPI(context)
        return entrance(
            "/log-in", "log-in-page", "Log in", session.logIn,
            context.access.takesMotus ? AccessRequests.logInWithAny : AccessRequests.logIn,
            button: "Log in", chosen: ["account": LogInWay.local.rawValue],
            besides: """
                <p><a href="/set-up">Set this server up</a>, with the code that it prints when it starts.</p>
                """)
            + entrance("/set-up", "set-up-page", "Set this server up", session.setUp, AccessRequests.setUp)
            + entrance(
                "/invitation", "invitation-page", "Accept an invitation", session.accept, AccessRequests.acceptance)
            + entrance(
                "/reset", "reset-page", "Set a new password", session.reset, AccessRequests.reset,
                besides: """
                    <p>All your sessions end with it, and your tokens for programs count no more: give them new ones.</p>
                    """)
            + [logOut]
    }

    /// A page that lets somebody in: its form sent, and its cookie set.
    private func entrance(
        _ path: String, _ name: String, _ title: String, _ operation: Operation, _ fields: [Field],
        button: String = "Go on", chosen: [String: String] = [:], besides more: HTML = .empty
    ) -> [Operation] {
        @Sendable func page(_ call: Call, _ form: Form) -> HTTPResponse {
            Pages.page(call, title: title, body: "<h1>\(title)</h1>\n\(form.html)\n\(more)")
        }
        @Sendable func form(_ call: Call, _ typed: FormBody = FormBody()) -> Form {
            Form(
                action: path + Pages.query(["next": call.query("next")]), fields: fields, button: button, proof: nil,
                typed: typed)
        }
        // A link brings the token that lets somebody in, so that nobody has to copy it into its field.
        @Sendable func start(_ call: Call) -> FormBody {
            fields.first.flatMap { field in call.query(field.name).map { FormBody(encoding: [field.name: $0]) } }
                ?? FormBody(encoding: chosen)
        }
        return [
            .page("GET", path, name, access: .entrance) { call in page(call, form(call, start(call))) },
            .page("POST", path, name + "-send", access: .entrance, bodyLimit: 16_384) { call in
                try context.requireSameOrigin(call.head)
                guard let typed = FormBody(call.body) else {
                    throw Problem(status: 415, detail: "Expected what a form on a page of this server sends.")
                }
                do {
                    let answer = try await context.act(operation, as: call, with: typed.members(of: fields))
                    var response = HTTPResponse.see(call.next)
                    response.headers["Set-Cookie"] = Self.cookie(try answer.value(LoggedInView.self).secret)
                    return response
                } catch let problem as Problem where problem.isOfRequest || problem.status == 503 {
                    // Who can't be let in just now finds the form again to try once more.
                    return page(call, form(call, typed).refused(by: problem)).refusing(problem)
                }
            },
        ]
    }

    private var logOut: Operation {
        .page("POST", "/log-out", "log-out-send", access: .oneself, bodyLimit: 4096) { call in
            _ = try call.form()
            try await context.access.logOut(call.caller, at: context.now())
            var response = HTTPResponse.see("/log-in")
            response.headers["Set-Cookie"] = Self.cookie("") + "; Max-Age=0"
            response.headers["Clear-Site-Data"] = "\"cache\""
            return response
        }
    }

    /// The cookie of a session; the browser forgets it when it ends, and the server sooner.
    static func cookie(_ secret: String) -> String {
        "\(HTTPRequestHead.sessionCookie)=\(secret); Path=/; Secure; HttpOnly; SameSite=Lax"
    }
}

extension Call {
    /// The page of this server that somebody wanted who had to log in first; the receivers where none is named.
    fileprivate var next: String {
        guard let next = query("next"), next.hasPrefix("/"), !next.hasPrefix("//"), !next.contains("\\"),
            next.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return "/receivers" }
        return next
    }
}

extension HTTPResponse {
    /// Sends a browser on to log in, and back to where it wanted to go.
    static func logIn(backTo head: HTTPRequestHead) -> HTTPResponse {
        let query = head.target.split(separator: "?", maxSplits: 1).dropFirst().first.map { "?\($0)" } ?? ""
        return .see("/log-in?next=\((head.escapedPath + query).percentEncoded())")
    }
}
