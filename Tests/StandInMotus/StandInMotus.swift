// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport
import Synchronization

/// A Motus for tests to talk to over real HTTP on loopback: the metadata API, interface A of `motus.md` §3, as far as the
/// server asks it.
///
/// It takes what Motus takes (GET and form POST, aliases, a slash at the end), holds the date of each call against its clock,
/// answers in Motus' words, and misbehaves in the ways in which Motus and what stands before it have misbehaved.
public final class StandInMotus: HTTPApplication {
    /// Somebody who has an account.
    public struct Account: Sendable {
        /// What they log in with.
        public var login: String
        /// What proves it.
        public var password: String
        /// Their number.
        public var user: Int
        /// What they are: `administrator`, `principal`, `collaborator`.
        public var userType: String
        /// The projects that they may read: numbers and names.
        public var projects: [Int: String]
        /// Whether it lets nobody in, whatever the password.
        ///
        /// Which code Motus has for that is not known.
        public var isLocked = false

        /// An account of these parts.
        public init(
            _ login: String, password: String, user: Int, userType: String = "collaborator", projects: [Int: String]
        ) {
            self.login = login
            self.password = password
            self.user = user
            self.userType = userType
            self.projects = projects
        }
    }

    /// What it does instead of answering right.
    public enum Mood: String, Sendable, CaseIterable {
        /// 500 with a page for people.
        case broken
        /// 503 with plain text.
        case overloaded
        /// 500 with a code in JSON.
        case databaseError
        /// A page for people where JSON is expected, as a hotel's network has it.
        case page
        /// JSON that is no answer of this call.
        case otherAnswer
        /// JSON that ends in the middle.
        case cut
        /// A right answer that goes on and on.
        case endless
        /// The way to somewhere else.
        case redirect
        /// Nothing, until the test is over.
        case silent
    }

    /// A call as it came.
    public struct Call: Sendable {
        /// Its start line and fields.
        public let head: HTTPRequestHead
        /// What was asked; nothing where it is no JSON.
        public let members: JSONValue?
    }

    private struct State {
        var accounts: [Account] = []
        var mood: Mood?
        var lag = Duration.zero
        var calls: [Call] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isOver = false
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Timestamp

    private init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    /// Who has an account.
    public var accounts: [Account] {
        get { state.withLock { $0.accounts } }
        set { state.withLock { $0.accounts = newValue } }
    }

    /// What it does instead of answering right; nothing for answering right.
    public var mood: Mood? {
        get { state.withLock { $0.mood } }
        set { state.withLock { $0.mood = newValue } }
    }

    /// How far its clock is behind.
    public var lag: Duration {
        get { state.withLock { $0.lag } }
        set { state.withLock { $0.lag = newValue } }
    }

    /// Every call so far.
    public var calls: [Call] { state.withLock { $0.calls } }

    /// Takes every call.
    public func admit(_ head: HTTPRequestHead) -> HTTPAdmission { .accept(bodyLimit: 64 << 10) }
    /// Answers what is no request.
    public func refusal(status: Int, reason: String, of head: HTTPRequestHead?) -> HTTPResponse {
        HTTPResponse(status: status)
    }

    /// Answers a call.
    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        let json = MotusForm.json(of: request)
        let members = json.flatMap { JSONValue(bytes: Array($0.utf8)) }
        let mood = state.withLock { state in
            state.calls.append(Call(head: request.head, members: members))
            return state.mood
        }
        if let mood { return await answer(in: mood) }
        guard request.head.path.first == "api" else { return .fault(404, "unknown-entry-point") }
        guard json != nil else { return .fault(400, "missing-json") }
        guard let members, case .object = members else { return .fault(400, "invalid-json") }
        if let stale = refusal(ofDate: members["date"]?.text) { return stale }
        switch request.head.path.dropFirst().joined(separator: "/") {
        case "user/validate", "users/validate": return validate(members)
        default: return .fault(404, "unknown-entry-point")
        }
    }

    private func validate(_ members: JSONValue) -> HTTPResponse {
        let account = accounts.first {
            $0.login == members["login"]?.text && $0.password == members["pword"]?.text
        }
        guard let account else { return .fault(401, "invalid-login") }
        guard !account.isLocked else { return .fault(403, "account-locked") }
        let projects = account.projects.map { (String($0.key), JSONValue.string($0.value)) }
        return .motus([
            "userID": .integer(Int64(account.user)), "emailAddress": .string("\(account.login)@example.org"),
            "userType": .string(account.userType), "projects": .object(Dictionary(uniqueKeysWithValues: projects)),
        ])
    }

    /// A call is taken within ten minutes of its clock.
    private func refusal(ofDate text: String?) -> HTTPResponse? {
        let own = now().advanced(by: .zero - lag)
        guard let text, let date = MotusForm.time(text) else { return .fault(400, "invalid-date") }
        guard abs(date.duration(to: own).seconds) <= 600 else {
            return .fault(401, "auth-expired", ["date-token": .string(own.motusDate)])
        }
        return nil
    }
}

extension StandInMotus {
    private func answer(in mood: Mood) async -> HTTPResponse {
        let html: HTTPHeaders = ["Content-Type": "text/html"]
        switch mood {
        case .broken: return HTTPResponse(status: 500, headers: html, body: Array("<h1>Server Error</h1>".utf8))
        case .overloaded: return HTTPResponse(status: 503, body: Array("Service Temporary Unavailable!".utf8))
        case .databaseError: return .fault(500, "database-error")
        case .page: return HTTPResponse(status: 200, headers: html, body: Array("<h1>Welcome, guest</h1>".utf8))
        case .otherAnswer: return .motus(["data": .array([])])
        case .cut: return HTTPResponse(status: 200, body: Array(#"{"version":"2.0","userID":161,"proj"#.utf8))
        case .endless:
            return .motus([
                "userID": .integer(161), "projects": .object(["1": .string(String(repeating: "x", count: 4 << 20))]),
            ])
        case .redirect: return HTTPResponse(status: 302, headers: ["Location": "/data/login"])
        case .silent:
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if !state.isOver { state.waiting.append(continuation) }
                    return state.isOver
                }
                if isOver { continuation.resume() }
            }
            return HTTPResponse(status: 503)
        }
    }

    /// Lends one and the URL of its API.
    ///
    /// - Parameters:
    ///   - now: Its clock.
    ///   - body: The test.
    public static func lend(
        now: @escaping @Sendable () -> Timestamp, _ body: @Sendable (StandInMotus, String) async throws -> Void
    ) async throws {
        let motus = StandInMotus(now: now)
        let server = MicroHTTPDServer(HTTPServerSettings(address: "127.0.0.1"))
        let (ports, ready) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { ready.finish() }
                try await server.run(motus) { ready.yield($0) }
            }
            guard let port = await ports.first(where: { _ in true }) else {
                return try await group.waitForAll()
            }
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(motus, "http://127.0.0.1:\(port)/api")) } catch {
                outcome = .failure(error)
            }
            let waiting = motus.state.withLock { state in
                state.isOver = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
            server.beginGracefulShutdown()
            try await group.waitForAll()
            try outcome.get()
        }
    }
}

extension HTTPResponse {
    fileprivate static func motus(_ members: [String: JSONValue], status: Int = 200) -> HTTPResponse {
        let all = members.merging(["version": .string("2.0")]) { $1 }
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/json;charset=UTF-8", "X-Powered-By": "ASP.NET"],
            body: JSONValue.object(all).bytes)
    }

    fileprivate static func fault(_ status: Int, _ code: String, _ more: [String: JSONValue] = [:]) -> HTTPResponse {
        .motus(
            more.merging(["errorCode": .string(code), "errorMsg": .string("It is “\(code)”.")]) { $1 }, status: status)
    }
}
