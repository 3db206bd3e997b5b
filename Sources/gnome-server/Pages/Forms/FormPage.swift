// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport

/// A page with a form on it: it shows the form, and does an operation of the API with what was typed.
///
/// So a page can do nothing that the API can't, is held to the same rights, and refuses the same with the same words.
struct FormPage: Sendable {
    /// What is shown when it is done, made of what the operation answered.
    typealias Done = @Sendable (Call, HTTPResponse) async throws -> HTTPResponse

    let context: ServerContext
    /// Where the page is; it names what the operation's path names.
    let path: String
    let name: String
    /// What is done with what was typed.
    let operation: Operation
    let fields: [Field]
    let button: String
    /// The largest form that is taken, in bytes.
    var bodyLimit = 256 << 10
    /// Does it with what is no JSON; nothing where the operation is to have what was typed.
    var act: (@Sendable (Call, FormBody) async throws -> HTTPResponse)?
    /// What stands in the fields at first.
    var start: @Sendable (Call) async throws -> FormBody = { _ in FormBody() }
    /// The page around the form.
    let page: @Sendable (Call, HTML) async throws -> HTTPResponse
    let done: Done

    var operations: [Operation] {
        [
            .page("GET", path, name, access: operation.access, handler: show),
            .page("POST", path, name + "-send", access: operation.access, bodyLimit: bodyLimit, handler: send),
        ]
    }

    /// The plain page around a form: the way back, what it does, and what it is about.
    static func around(
        _ form: HTML, of call: Call, _ title: String, _ crumbs: HTML, _ about: HTML = .empty
    ) -> HTTPResponse {
        Pages.page(
            call, title: title,
            body: """
                \(crumbs)
                <h1>\(title)</h1>
                \(about)\(form)
                """)
    }

    private func form(_ call: Call, _ typed: FormBody) async throws -> Form {
        var form = Form(action: call.head.escapedPath, fields: fields, button: button, proof: call.proof, typed: typed)
        if fields.contains(where: \.namesProject) { form.projects = try await context.projectChoices(call, operation) }
        return form
    }

    @Sendable private func show(_ call: Call) async throws -> HTTPResponse {
        try await page(call, try await form(call, try await start(call)).html)
    }

    @Sendable private func send(_ call: Call) async throws -> HTTPResponse {
        let typed = try call.form()
        let form = try await form(call, typed)
        do {
            let answer =
                if let act { try await act(call, typed) } else {
                    try await context.act(operation, as: call, with: typed.members(of: fields))
                }
            return try await done(call, answer)
        } catch {
            guard let problem = Problem(answering: error), problem.isOfRequest else { throw error }
            return try await page(call, form.refused(by: problem).html).refusing(problem)
        }
    }
}

/// A button on a page: it does an operation of the API and comes back.
struct ActButton: Sendable {
    let context: ServerContext
    let path: String
    let name: String
    let operation: Operation
    /// What the body of the operation is.
    var body: [String: JSONValue] = [:]
    let done: FormPage.Done

    var operations: [Operation] {
        [
            .page("POST", path, name, access: operation.access, bodyLimit: 4096) { call in
                _ = try call.form()
                return try await done(call, try await context.act(operation, as: call, with: body))
            }
        ]
    }

    /// The button.
    ///
    /// - Parameter subject: What it is about, for who does not see beside what it stands.
    static func html(_ label: String, about subject: String? = nil, to path: String, proof: FormProof) -> HTML {
        let unseen: HTML? = subject.map { "<span class=\"unseen\"> \($0)</span>" }
        return """
            <form method="post" action="\(path)" class="act">\(proof.html)<button>\(label)\(unseen)</button></form>
            """
    }
}

extension ServerContext {
    /// Does an operation of the API in the name of whoever sent a form.
    ///
    /// - Parameter parameters: What the path of the operation names; what the path of the page names where nothing is said.
    /// - Throws: `Problem` for whatever the API would have answered with one.
    func act(
        _ operation: Operation, as call: Call, on parameters: HTTPParameters? = nil, with body: [String: JSONValue]
    ) async throws -> HTTPResponse {
        var request = call.request
        request.head.headers["If-Match"] = FormBody(call.body)?["revision"].map { "\"\($0)\"" }
        request.body = body.isEmpty ? [] : JSONValue.object(body).bytes
        let inner = Call(
            request: request, parameters: parameters ?? call.parameters, caller: call.caller, proof: call.proof)
        do {
            try await authorize(inner, for: operation.access)
            return try await operation.handler(inner)
        } catch {
            throw Problem(answering: error) ?? error
        }
    }
}

extension Call {
    /// What the form sent.
    ///
    /// - Throws: `Problem` 415 where it is no form, 403 where it does not come from a page of ours.
    func form() throws(Problem) -> FormBody {
        let contentType = head.headers["Content-Type"] ?? ""
        let form: FormBody? =
            switch contentType.prefix(while: { $0 != ";" }).lowercased() {
            case "application/x-www-form-urlencoded": FormBody(body)
            case "multipart/form-data": MultipartBody(body, contentType: contentType).flatMap { FormBody($0) }
            default: nil
            }
        guard let form else {
            throw Problem(status: 415, detail: "Expected what a form on a page of this server sends.")
        }
        guard proof.isShown(by: form) else {
            throw Problem(
                status: 403, detail: "The form is not from this session: load the page again, and send it once more.")
        }
        return form
    }
}

extension Problem {
    /// What the API answers an error with; nothing for a fault.
    init?(answering error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let error as any Classified where error.disposition != .fatal: self.init(error)
        default: return nil
        }
    }

    /// Whether it is about what was asked, so that whoever asked can put it right.
    var isOfRequest: Bool { [400, 401, 409, 412, 422, 429].contains(status) }
}

extension HTTPRequestHead {
    /// The path again as a target names it.
    var escapedPath: String { "/" + path.map { $0.percentEncoded() }.joined(separator: "/") }
}

extension Form {
    /// The same with what is wrong with what was typed.
    func refused(by problem: Problem) -> Form {
        var form = self
        form.problems = problem.fields.map { field in
            InvalidField(typed.place(of: field.name, in: fields), field.reason, example: field.example)
        }
        form.trouble = problem.fields.isEmpty ? problem.detail : nil
        return form
    }
}

extension HTTPResponse {
    /// The page with a form that was refused.
    func refusing(_ problem: Problem) -> HTTPResponse {
        var response = self
        // What was typed does not let them do it; it asks for no log-in, as 401 would.
        response.status = problem.status == 401 ? 403 : problem.status
        response.headers["Retry-After"] = problem.headers["Retry-After"]
        return response
    }

    /// What an answer of the API holds.
    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body))
    }

    /// Sends a browser on to a page, after something was done.
    static func see(_ location: String) -> HTTPResponse {
        HTTPResponse(status: 303, headers: ["Location": location])
    }
}
