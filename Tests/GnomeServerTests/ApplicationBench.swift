// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport
import Synchronization
import Testing

@testable import gnome_server

/// All operations of the server over a store in memory, asked for as over HTTP, without a socket between.
final class ApplicationBench: Sendable {
    /// The server's time; it stands still where nobody moves it.
    static let now = Timestamp(seconds: 1_777_636_800)
    static let password = "four words put together"
    static let token = String(repeating: "0", count: 64)
    /// What the administrator at the console shows.
    static let console: HTTPHeaders = ["Authorization": "Bearer \(token)"]

    let context: ServerContext
    private let store: RewindingStore
    private let application: ServerApplication

    /// A server that knows its broker by a keeper, where there is one.
    init(keeper: BrokerKeeper? = nil, now: @escaping @Sendable () -> Timestamp = { ApplicationBench.now }) {
        let rewinding = RewindingStore()
        self.store = rewinding
        let store = WatchedStore(rewinding)
        let (metrics, log) = (Metrics(), Log(now: { Self.now }, write: { _ in }))
        context = ServerContext(
            store: store, ingest: IngestService(store: store),
            registration: RegistrationService(store: store), identities: IdentityService(store: store),
            stations: StationService(store: store),
            access: AccessService(
                store: store, hasher: PasswordHasher(cost: .least), policy: PasswordPolicy(common: [])),
            audit: AuditService(store: store), denials: DenialAudit(store: store),
            quarantine: QuarantineService(store: store),
            quarantinePolicy: QuarantinePolicy(),
            retention: RetentionService(
                store: store, policy: RetentionPolicy(), now: { Self.now }, pause: SystemTime.pause),
            brokerAccounts: keeper.map {
                BrokerAccounts(store: store, topology: .server, virtualHost: "/", keeper: $0)
            }, answersBroker: false, policy: ContactPolicy(), metrics: metrics, log: log,
            now: now, administratorToken: Self.token, agentHosts: [], wakeJobs: {},
            forwarding: Forwarding(
                over: store, isAlone: true,
                with: ForwardCarriers(broker: nil, secrets: "/nowhere", allowedAddresses: []), metrics: metrics,
                log: log),
            brokerState: { nil })
        application = ServerApplication(context)
    }

    /// Makes what the store holds now that to which it is rewound.
    func mark() async { await store.mark() }

    /// Takes back all that was written since the mark.
    func rewind() async { await store.rewind() }

    /// Asks, and reads the whole answer.
    func ask(
        _ method: String, _ path: String, query: [(String, String)] = [], headers: HTTPHeaders = [:],
        body: String? = nil, bytes: [UInt8] = []
    ) async throws -> HTTPResponse {
        let head = HTTPRequestHead(
            method: method, path: path.split(separator: "/").map(String.init),
            query: query.map { (name: $0, value: $1) },
            target: path, headers: headers)
        guard case .accept(let limit) = application.admit(head) else {
            throw Problem(status: 404, detail: "\(method) \(path) is not admitted.")
        }
        let request = HTTPRequest(head: head, body: body.map { Array($0.utf8) } ?? bytes)
        try #require(request.body.count <= limit, "\(method) \(path)")
        return await application.respond(to: request)
    }

    /// Asks the API as the console does, and expects that it is done.
    @discardableResult
    func make(_ path: String, _ body: String? = nil, bytes: [UInt8] = []) async throws -> JSONValue {
        let answer = try await ask(
            "POST", "/api/v1" + path, headers: Self.console, body: body, bytes: bytes)
        try #require(
            (200...204).contains(answer.status), "\(path): \(String(decoding: answer.body, as: UTF8.self))")
        return JSONValue(bytes: answer.body) ?? .null
    }

    /// Lets somebody in by what lets them in.
    ///
    /// - Returns: What proves their session.
    func enter(_ path: String, _ what: String, _ login: String) async throws -> String {
        let entered = try await make(
            path, #"{\#(what),"login":"\#(login)","name":"X","password":"\#(Self.password)"}"#)
        return try #require(entered["secret"]?.text)
    }

    /// Calls as a receiver does.
    func call(_ serial: String, key: String) async throws {
        let login = Data("\(serial):\(key)".utf8).base64EncodedString()
        let answer = try await ask("POST", "/agent/next", headers: ["Authorization": "Basic \(login)"])
        try #require((200...202).contains(answer.status))
    }
}

/// A store in memory that goes back to how it was.
private final class RewindingStore: Store {
    private struct State {
        var start = MemoryStore()
        var current: MemoryStore
    }

    private let state: Mutex<State>
    private var current: MemoryStore { state.withLock { $0.current } }

    init() {
        let empty = MemoryStore()
        state = Mutex(State(start: empty, current: empty))
    }

    func mark() async {
        let copy = await MemoryStore(copying: current)
        state.withLock { $0.start = copy }
    }

    func rewind() async {
        let copy = await MemoryStore(copying: state.withLock { $0.start })
        state.withLock { $0.current = copy }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value { try await current.read(body) }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value { try await current.write(body) }
}
