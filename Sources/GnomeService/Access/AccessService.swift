// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// Lets people and programs in, and keeps who may what.
///
/// Each change is one transaction with its entry in the audit. Whether a caller may ask for it at all is decided before, by
/// what an operation demands; what depends on the thing itself is decided here.
public struct AccessService: Sendable {
    /// How long a set-up code, and a link to set a password anew, count.
    public static let linkLife = Duration.seconds(86_400)
    /// How long an invitation counts.
    public static let invitationLife = Duration.seconds(7 * 86_400)
    /// How long a token of a person may count at most.
    public static let longestTokenLife = Duration.seconds(366 * 86_400)

    let store: any Store
    /// What makes and checks hashes of passwords.
    public let hasher: PasswordHasher
    let policy: PasswordPolicy
    let local: LocalAccounts
    let motus: (any LogInBackend)?
    let denials = DenialMemory()

    /// A service over a store.
    ///
    /// - Parameters:
    ///   - store: Where people are kept.
    ///   - hasher: What makes and checks hashes of passwords.
    ///   - policy: Which passwords are taken.
    ///   - motus: Who knows the accounts at Motus; nothing where nobody logs in with one.
    public init(
        store: any Store, hasher: PasswordHasher = PasswordHasher(), policy: PasswordPolicy,
        motus: (any LogInBackend)? = nil
    ) {
        self.store = store
        self.hasher = hasher
        self.policy = policy
        self.motus = motus
        local = LocalAccounts(store: store, hasher: hasher)
    }

    /// Whether people can log in with an account at Motus.
    public var takesMotus: Bool { motus != nil }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws(StoreError) -> Value
    ) async throws(AccessError) -> Value {
        do throws(StoreError) { return try await store.read(body) } catch { throw .store(error) }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws(StoreError) -> Value
    ) async throws(AccessError) -> Value {
        do throws(StoreError) { return try await store.write(body) } catch { throw .store(error) }
    }

    /// The hash of a password that somebody chose.
    ///
    /// - Throws: `invalid` where the policy does not take it, or another field is wrong.
    func hash(
        _ password: String, of login: LoginName, besides problems: [InvalidField] = []
    ) async throws(AccessError) -> String {
        let problems = problems + [policy.problem(with: password, of: login)].compactMap { $0 }
        guard problems.isEmpty else { throw .invalid(InvalidFields(problems)) }
        do throws(StoreError) { return try await hasher.hash(password) } catch { throw .store(error) }
    }
}

extension StoreWriter {
    /// Begins a session with a new secret.
    func begin(
        of person: Person, secret: String, for visitor: Visitor, at now: Timestamp
    ) throws(StoreError) -> LoggedIn {
        guard let digest = Secrets.digest(ofKey: secret) else {
            throw StoreError(.defect, "A digest that this program made is none.")
        }
        let draft = SessionDraft(
            person: person.id, digest: digest, begun: now, address: visitor.address,
            agent: visitor.agent.map { String($0.prefix(200)) })
        return LoggedIn(secret: secret, session: try begin(draft), person: person)
    }
}

extension Secrets {
    /// A new secret, as text: 256 bits.
    static var newSecret: String { randomBytes(32).hex }
}

extension Author {
    /// A person at an address.
    init(_ person: Person, _ visitor: Visitor) { self.init(name: person.login.text, source: visitor.address) }
}
