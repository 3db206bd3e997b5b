// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

/// The built server, running in a folder of its own.
struct TestServer: Sendable {
    let program: RunningProgram
    let url: String
    let folder: String
    /// What it printed for whoever sets it up; nothing where that was done.
    let setUpCode: String?

    private static let client = CurlClient()
    /// What every answer of the API is held against.
    private static let document = Result { try OpenAPIDocument() }

    /// Starts a server and waits until it is ready.
    static func start(
        in folder: String, _ settings: [String] = [], environment: [String: String] = [:]
    ) async throws -> TestServer {
        try #require(await launch(in: folder, settings, environment: environment), "the server did not become ready")
    }

    /// Starts a server and waits until it is ready; nothing where it ends before, as one may that is to be killed.
    static func launch(
        in folder: String, _ settings: [String] = [], environment: [String: String] = [:]
    ) async throws -> TestServer? {
        let program = try RunningProgram(
            "gnome-server", ["--data-folder", folder + "/data", "--http-port", "0"] + settings,
            environment: environment)
        var (code, url): (String?, String?)
        while url == nil {
            guard let line = await program.line(with: "") else {
                _ = await program.end()
                return nil
            }
            if line.contains("gnome_setup_") { code = line }
            if line.contains("\"message\":\"ready\"") {
                url = try #require(JSONValue(bytes: Array(line.utf8))?["url"]?.text)
            }
        }
        return TestServer(program: program, url: String(try #require(url).dropLast()), folder: folder, setUpCode: code)
    }

    /// Stops it as a person would, and expects that it ends well.
    func stop() async {
        program.signal(15)
        #expect(await program.end() == 0)
    }

    var token: String { get throws { try String(contentsOfFile: folder + "/data/admin-token", encoding: .utf8) } }

    /// What the administrator at the console shows.
    var bearer: String { get throws { try "Bearer " + String(token.prefix { !$0.isWhitespace }) } }

    /// Runs gnomectl against it.
    func gnomectl(_ arguments: String...) async throws -> (status: Int32, output: String) {
        try await RunningProgram.run(
            "gnomectl", arguments,
            environment: ["GNOME_SERVER": url, "GNOME_TOKEN_FILE": folder + "/data/admin-token"])
    }

    /// Adds a receiver to the register.
    func add(_ serial: String) async throws {
        let (status, output) = try await gnomectl("receivers", "add", serial)
        try #require(status == 0, "\(output)")
    }

    /// Makes Ann its first administrator.
    ///
    /// - Returns: The secret of her session.
    func setUp() async throws -> String {
        let code = try #require(setUpCode, "no code was printed")
        let answer = try await sendAsNobody(
            "POST", "/api/v1/setup",
            body: #"{"code":"\#(code)","login":"ann","name":"Ann Lee","password":"\#(AccessTests.password)"}"#)
        return try JSONDecoder().decode(LoggedInView.self, from: Data(answer.body)).secret
    }

    /// Asks as the administrator at the console does, where the headers do not say otherwise.
    func send(
        _ method: String, _ path: String, headers: HTTPHeaders = [:], body: String? = nil
    ) async throws -> HTTPResponse {
        var headers = headers
        if headers["Authorization"] == nil { headers["Authorization"] = try bearer }
        return try await sendAsNobody(method, path, headers: headers, body: body)
    }

    /// Asks and says nothing of who asks.
    func sendAsNobody(
        _ method: String, _ path: String, headers: HTTPHeaders = [:], body: String? = nil
    ) async throws -> HTTPResponse {
        try await sendBytesAsNobody(method, path, headers: headers, body: body.map { Array($0.utf8) })
    }

    /// Asks with bytes, and says nothing of who asks.
    func sendBytesAsNobody(
        _ method: String, _ path: String, headers: HTTPHeaders = [:], body: [UInt8]?
    ) async throws -> HTTPResponse {
        let answer = try await Self.client.send(HTTPClientRequest(method, url + path, headers: headers, body: body))
        let complaints = try Self.document.get().complaints(
            aboutAnswerTo: method, path, status: answer.status, mediaType: answer.headers["Content-Type"],
            body: answer.body)
        #expect(complaints.isEmpty)
        return answer
    }

    func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value {
        let answer = try await send("GET", path)
        #expect(answer.status == 200, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
        return try JSONDecoder().decode(type, from: Data(answer.body))
    }

    /// Posts as a V2 receiver does.
    func post(_ path: String, as serial: String, key: String, body: String? = nil) async throws -> HTTPResponse {
        let login = Data("\(serial):\(key)".utf8).base64EncodedString()
        return try await send("POST", path, headers: ["Authorization": "Basic \(login)"], body: body ?? "")
    }

    func receiver(_ serial: String) async throws -> DetailView {
        try await get("/api/v1/receivers/\(serial)", as: DetailView.self)
    }

    /// The messages of all receivers, from the first to the last.
    func allMessages() async throws -> [MessageView] {
        var all: [MessageView] = []
        while true {
            let page = try await get(
                "/api/v1/messages?after=\(all.last?.id.rawValue ?? 0)&limit=1000",
                as: PageView<MessageView, FrameID>.self)
            guard !page.items.isEmpty else { return all }
            all += page.items
        }
    }

    func quarantine() async throws -> [QuarantineView] {
        let answer = try await send("GET", "/api/v1/quarantine?limit=1000")
        return try JSONDecoder().decode(QuarantineListView.self, from: Data(answer.body)).items
    }

    /// Asks again and again until an answer is as it should be, at most for a minute.
    func eventually(_ isThere: () async throws -> Bool) async throws -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .seconds(60))
        while clock.now < deadline {
            if try await isThere() { return true }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return false
    }
}

/// Lends a running server in a fresh folder, and stops it afterwards.
func withServer(_ settings: [String] = [], _ body: (TestServer) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        let server = try await TestServer.start(in: folder, settings)
        do {
            try await body(server)
        } catch {
            server.program.signal(9)
            _ = await server.program.end()
            throw error
        }
        await server.stop()
    }
}

/// Lends a fresh server with one administrator, and the secret of her session.
func withAdministrator(_ body: (TestServer, _ secret: String) async throws -> Void) async throws {
    try await withServer { server in try await body(server, try await server.setUp()) }
}
