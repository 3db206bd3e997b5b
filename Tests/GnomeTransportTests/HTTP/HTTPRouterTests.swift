// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

@Suite("Finding routes")
struct HTTPRouterTests {
    private static func route(_ method: String, _ path: String) -> HTTPRoute {
        HTTPRoute(method, path, name: "\(method) \(path)") { _, _ in HTTPResponse(status: 200) }
    }

    private static let router = HTTPRouter([
        route("GET", "/"), route("GET", "/receivers/{serial}"), route("PUT", "/receivers/{serial}"),
        route("POST", "/receivers/import"), route("GET", "/receivers/{serial}/messages"),
    ])

    private static func find(_ method: String, _ path: String...) -> String {
        switch router.find(HTTPRequestHead(method: method, path: path, target: "")) {
        case .route(let route, let parameters): "\(route.name) \(parameters["serial"] ?? "-")"
        case .methodNotAllowed(let methods): "only \(methods.joined(separator: ","))"
        case .notFound: "nothing"
        }
    }

    @Test("literal parts come before named ones, HEAD is served by GET, and the rest is told apart")
    func finds() {
        #expect(Self.find("GET") == "GET / -")
        #expect(Self.find("HEAD", "receivers", "SG-1") == "GET /receivers/{serial} SG-1")
        #expect(Self.find("PUT", "receivers", "a/b") == "PUT /receivers/{serial} a/b")
        #expect(Self.find("POST", "receivers", "import") == "POST /receivers/import -")
        #expect(Self.find("GET", "receivers", "import") == "GET /receivers/{serial} import")
        #expect(Self.find("DELETE", "receivers", "SG-1") == "only GET,HEAD,PUT")
        #expect(Self.find("GET", "receivers", "x", "messages") == "GET /receivers/{serial}/messages x")
        #expect(Self.find("GET", "receivers") == "nothing")
    }
}

@Suite("HTTP Basic")
struct BasicCredentialsTests {
    @Test("user and password are read; a password may hold colons")
    func reads() throws {
        let credentials = try #require(BasicCredentials("basic  U0ctRjI4Q1JQSTMzNTAzOmE6Yg=="))
        #expect(credentials.user == "SG-F28CRPI33503")
        #expect(credentials.password == "a:b")
        #expect(!"\(credentials)".contains("a:b"))
    }

    @Test("anything else is none", arguments: [nil, "", "Basic", "Bearer YTpi", "Basic !!!", "Basic YQ==", "Basic YQo6Yg==", "Basic YTpi extra", "Basic /zph"])
    func refuses(header: String?) {
        #expect(BasicCredentials(header) == nil)
    }
}
