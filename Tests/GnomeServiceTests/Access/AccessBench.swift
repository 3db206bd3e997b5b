// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Synchronization
import TestSupport
import Testing

@testable import GnomeService

/// A store with the service that lets people in, and a clock that tests turn.
final class AccessBench: Sendable {
    /// Where a store lies.
    enum Place: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case sqlite = "SQLite"
        case postgreSQL = "PostgreSQL"

        var testDescription: String { rawValue }

        /// Those that there are here.
        static let there: [Place] = TestDatabase.isThere ? allCases : [.sqlite]
    }

    static let visitor = Visitor(address: "192.0.2.7", agent: "Test/1")
    static let password = "four words put together"
    static let noon = Timestamp(seconds: 1_777_636_800)

    let store: any Store
    let access: AccessService
    private let clock = Mutex(noon)

    var now: Timestamp { clock.withLock { $0 } }

    init(store: any Store, motus: (any LogInBackend)? = nil, hasher: PasswordHasher = PasswordHasher(cost: .least)) {
        self.store = store
        access = AccessService(
            store: store, hasher: hasher, policy: PasswordPolicy(common: ["password"]), motus: motus)
    }

    /// Lends a bench over a fresh store.
    static func lend(
        in place: Place = .sqlite, motus: (any LogInBackend)? = nil,
        _ body: (AccessBench) async throws -> Void
    ) async throws {
        func use(_ store: SQLStore) async throws {
            do {
                try await body(AccessBench(store: store, motus: motus))
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        }
        switch place {
        case .sqlite:
            try await withTemporaryFolder { folder in try await use(SQLStore.sqlite(at: folder + "/gnome.db")) }
        case .postgreSQL:
            try await TestDatabase.withSchema { url in
                try await use(SQLStore.postgreSQL(PostgreSQLSettings(url: url)))
            }
        }
    }

    func advance(by duration: Duration) { clock.withLock { $0 = $0.advanced(by: duration) } }

    /// The first administrator, logged in.
    func setUp() async throws -> LoggedIn {
        let code = try #require(try await access.makeSetUpCode(at: now))
        return try await access.setUp(code: "\(code)", Self.new("root"), from: Self.visitor, at: now)
    }

    static func new(_ login: String, password: String = password) -> AccessService.NewPerson {
        AccessService.NewPerson(login: login, name: "Name of \(login)", password: password)
    }

    /// Somebody who was invited, logged in.
    func enter(
        _ login: String, as invitation: AccessService.Invitation, by caller: Caller
    ) async throws -> LoggedIn {
        let token = try await access.invite(invitation, label: login, by: caller, at: now)
        return try await access.accept(
            invitation: "\(token)", Self.new(login), from: Self.visitor, at: now)
    }

    func logIn(
        _ login: String, _ password: String = password, from address: String = visitor.address
    ) async throws -> LoggedIn {
        try await access.logIn(login, password: password, from: Visitor(address: address), at: now)
    }

    /// Whether a session counts now.
    func counts(_ session: LoggedIn) async throws -> Bool { try await caller(session) != nil }

    func caller(_ session: LoggedIn) async throws -> Caller? {
        try await access.authenticate(session: session.secret, from: Self.visitor, at: now)
    }

    /// The entries of the audit since a number, the oldest first.
    func audit(after number: Int64 = 0) async throws -> [AuditEntry] {
        try await store.read { (store) throws(StoreError) in try store.audit(after: number, limit: 10_000) }
            .map(\.entry)
    }

    /// Expects an act to leave exactly one entry of a name in the audit, by whom and on what is said.
    func leaves<Value>(
        _ action: String, by actor: String, on subject: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation, _ act: () async throws -> Value
    ) async throws -> Value {
        let before = Int64(try await audit().count)
        let value = try await act()
        let entries = try await audit(after: before)
        #expect(entries.map(\.action) == [action], sourceLocation: sourceLocation)
        #expect(entries.allSatisfy { $0.actor == actor }, sourceLocation: sourceLocation)
        if let subject { #expect(entries.map(\.subject) == [subject], sourceLocation: sourceLocation) }
        return value
    }

    /// Expects an act to be refused.
    ///
    /// Not by `#expect` around it: a closure within a macro may come out as another one of the same test (Swift 6.3).
    func refuses(
        _ expected: AccessRefusal, sourceLocation: SourceLocation = #_sourceLocation, _ act: () async throws -> some Any
    ) async throws {
        let error = try await refusal(of: act)
        let isExpected = error.map(expected.matches) ?? false
        #expect(isExpected, "\(String(describing: error))", sourceLocation: sourceLocation)
    }

    /// What an act is refused with; nothing where it is not.
    func refusal(of act: () async throws -> some Any) async throws -> AccessError? {
        do {
            _ = try await act()
            return nil
        } catch let error as AccessError {
            return error
        }
    }
}

/// How an act is to be refused.
struct AccessRefusal: Sendable {
    let matches: @Sendable (AccessError) -> Bool

    static let refused = AccessRefusal { $0 == .refused }
    static let forbidden = AccessRefusal { if case .forbidden = $0 { true } else { false } }

    static func fields(_ names: [String]) -> AccessRefusal {
        AccessRefusal { if case .invalid(let fields) = $0 { fields.fields.map(\.name) == names } else { false } }
    }

    static func code(_ code: StoreError.Code) -> AccessRefusal {
        AccessRefusal { if case .store(let error) = $0 { error.code == code } else { false } }
    }

    /// With a wait of that length; of any length where none is said.
    static func wait(_ wait: Duration?) -> AccessRefusal {
        AccessRefusal { if case .throttled(let told) = $0 { wait.map { $0 == told } ?? true } else { false } }
    }
}

extension AccessError {
    /// The code of the store, where it refused.
    var code: StoreError.Code? { if case .store(let error) = self { error.code } else { nil } }
    /// Whether somebody may not.
    var isForbidden: Bool { if case .forbidden = self { true } else { false } }
    /// How long to wait.
    var wait: Duration? { if case .throttled(let wait) = self { wait } else { nil } }
}
