// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

@Suite("HTTP router")
struct HTTPRouterTests {
    private static let router = HTTPRouter(
        [
            ("GET", "/"), ("GET", "/receivers"), ("POST", "/receivers"), ("GET", "/receivers/new"),
            ("GET", "/receivers/{serial}"), ("DELETE", "/receivers/{serial}"), ("PUT", "/receivers/{id}/status"),
            ("GET", "/receivers/new/status"), ("POST", "/{project}/{station}"), ("HEAD", "/probe"), ("GET", "/probe"),
        ].map { method, pattern in
            HTTPRoute(method, pattern, name: "\(method) \(pattern)") { _, _ in HTTPResponse(status: 200) }
        })

    /// What a match comes to, as text.
    private func outcome(_ method: String, _ path: String) -> String {
        switch Self.router.match(method, path.split(separator: "/").map(String.init)) {
        case .found(let route, _): route.name
        case .notAllowed(let methods): "allow " + methods.joined(separator: ",")
        case .notFound: "none"
        }
    }

    @Test(
        "Finds the most particular route, or says what is missing",
        arguments: [
            ("GET", "/", "GET /"),
            ("GET", "/receivers", "GET /receivers"),
            ("HEAD", "/receivers", "GET /receivers"),
            ("HEAD", "/probe", "HEAD /probe"),
            ("PUT", "/receivers", "allow GET,HEAD,POST"),
            ("HEAD", "/receivers/a/status", "allow PUT"),
            ("GET", "/receivers/new", "GET /receivers/new"),
            ("DELETE", "/receivers/new", "allow GET,HEAD"),
            ("GET", "/receivers/a", "GET /receivers/{serial}"),
            ("GET", "/receivers/new/status", "GET /receivers/new/status"),
            ("PUT", "/receivers/new2/status", "PUT /receivers/{id}/status"),
            ("POST", "/birds/tower", "POST /{project}/{station}"),
            ("GET", "/receivers/a/b", "none"),
            ("GET", "/elsewhere", "none"),
            ("GET", "/receivers/a/status/b", "none"),
        ])
    func finds(method: String, path: String, expected: String) {
        #expect(outcome(method, path) == expected)
    }

    @Test("Goes back to a parameter where text leads nowhere")
    func backtracking() {
        let router = HTTPRouter([
            HTTPRoute("GET", "/a/b/c", name: "text") { _, _ in HTTPResponse(status: 200) },
            HTTPRoute("GET", "/a/{x}/d", name: "parameter") { _, _ in HTTPResponse(status: 200) },
        ])
        guard case .found(let route, let parameters) = router.match("GET", ["a", "b", "d"]) else {
            Issue.record("There is a route.")
            return
        }
        #expect(route.name == "parameter")
        #expect(parameters["x"] == "b")
    }

    @Test("Parameters have the names that their own route gives them, and the whole segment")
    func parameters() {
        guard case .found(_, let parameters) = Self.router.match("POST", ["a/b", "{station}"]) else {
            Issue.record("There is a route.")
            return
        }
        #expect(parameters["project"] == "a/b")
        #expect(parameters["station"] == "{station}")
        if case .found = Self.router.match("POST", ["a", ""]) { Issue.record("An empty segment is no parameter.") }
    }

    @Test("Two routes for the same requests are a mistake of the programmer")
    func duplicates() async {
        await #expect(processExitsWith: .failure) {
            _ = HTTPRouter([
                HTTPRoute("GET", "/{a}", name: "one") { _, _ in HTTPResponse(status: 200) },
                HTTPRoute("GET", "/{b}", name: "two") { _, _ in HTTPResponse(status: 200) },
            ])
        }
    }

    @Test("A parameter that the route does not have is a mistake of the programmer")
    func missingParameter() async {
        await #expect(processExitsWith: .failure) { _ = HTTPParameters(["a": "b"])["c"] }
    }
}
