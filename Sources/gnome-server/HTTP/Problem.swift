// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// A request that could not be done: a problem document (RFC 9457).
struct Problem: Error, Sendable {
    var status: Int
    var detail: String
    /// What is wrong with the request, field by field.
    var fields: [InvalidField] = []
    var headers: HTTPHeaders = [:]

    static func notFound(_ detail: String) -> Problem { Problem(status: 404, detail: detail) }
    /// What can't be read, or not as what is expected there.
    static func invalid(_ detail: String) -> Problem { Problem(status: 400, detail: detail) }
    /// What can be read and can't be meant.
    static func meaningless(_ detail: String) -> Problem { Problem(status: 422, detail: detail) }

    /// The problem of an error that says what to do.
    init(_ error: any Classified) {
        if let invalid = error as? InvalidFields {
            self.init(status: invalid.isWellFormed ? 422 : 400, detail: invalid.description)
            fields = invalid.fields
            return
        }
        if let error = error as? StoreError, error.code == .stale {
            self.init(status: 412, detail: error.message)
            return
        }
        if let error = error as? AccessError {
            self.init(error)
            return
        }
        switch error.disposition {
        case .retry, .unavailable:
            self.init(status: 503, detail: error.description, headers: ["Retry-After": "30"])
        case .conflict: self.init(status: 409, detail: error.description)
        case .notFound: self.init(status: 404, detail: error.description)
        // The store is asked with what was read.
        case .invalid: self.init(status: error is StoreError ? 422 : 400, detail: error.description)
        case .denied: self.init(status: 403, detail: error.description)
        case .fatal: self.init(status: 500, detail: "The server met a fault and has logged it.")
        }
    }

    /// The problem of who is not let in.
    private init(_ error: AccessError) {
        switch error {
        case .refused: self.init(status: 401, detail: error.description, headers: Self.unauthenticated.headers)
        case .throttled(let wait):
            let seconds = max(1, Int(wait.seconds.rounded(.up)))
            self.init(status: 429, detail: error.description, headers: ["Retry-After": String(seconds)])
        case .unanswered, .misunderstood:
            self.init(status: 503, detail: error.description, headers: ["Retry-After": "30"])
        case .forbidden: self.init(status: 403, detail: error.description)
        case .invalid(let fields): self.init(fields)
        case .store(let error): self.init(error)
        }
    }

    /// The problem of a frame for which there was no room; a receiver keeps it, and comes again.
    init(_ refusal: QuarantineRefusal) {
        self.init(
            status: refusal.isOfSender ? 429 : 503, detail: refusal.explanation, headers: ["Retry-After": "3600"])
    }

    init(status: Int, detail: String, headers: HTTPHeaders = [:]) {
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    var response: HTTPResponse {
        var response = HTTPResponse.json(
            Document(
                type: "about:blank", title: Self.title(status), status: status, detail: detail,
                fields: fields.isEmpty ? nil : fields), status: status)
        for field in headers.fields { response.headers[field.name] = field.value }
        response.headers["Content-Type"] = "application/problem+json"
        return response
    }

    private struct Document: Encodable {
        var type: String
        var title: String
        var status: Int
        var detail: String
        var fields: [InvalidField]?
    }

    static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Internal Server Error"
        }
    }
}

extension HTTPResponse {
    /// An answer in JSON, keys sorted.
    static func json(_ value: some Encodable, status: Int = 200) -> HTTPResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            // Views hold nothing that JSON can't; should one ever, the answer is a fault and not half a document.
            return HTTPResponse(
                status: 500, headers: ["Content-Type": "text/plain"], body: Array("not encodable\n".utf8))
        }
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/json"], body: Array(data) + [UInt8(ascii: "\n")])
    }

    /// The same with the revision of what it shows, which a change of it names in `If-Match`.
    func revision(_ revision: Int64) -> HTTPResponse {
        var response = self
        response.headers["ETag"] = "\"\(revision)\""
        return response
    }

    /// An answer in plain text.
    static func text(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array((text + "\n").utf8))
    }
}
