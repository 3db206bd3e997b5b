// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

/// Knows whether somebody is who they say: the accounts of this server, or those of another, such as Motus.
public protocol LogInBackend: Sendable {
    /// Holds a password against a log-in name.
    ///
    /// - Parameters:
    ///   - login: What was written as the name; what can be none takes as long as a wrong one.
    ///   - password: The password, of at most `PasswordPolicy.mostBytes`.
    ///   - now: The server's time.
    /// - Returns: Who it is; nothing where it does not prove anything.
    /// - Throws: `unanswered`, `misunderstood` or `store` where that can't be found out now.
    func proof(of login: String, password: String, at now: Timestamp) async throws(AccessError) -> LogInProof?
}

/// Who somebody proved to be.
public enum LogInProof: Sendable, Hashable {
    /// A person of this server, with the hash that the password was held against, and one of today's cost where it is outdated.
    case here(PersonID, hash: String, renewed: String?)
    /// Somebody whom Motus vouches for, and what it says of them now.
    case motus(MotusAccount)
}

/// The accounts of this server.
struct LocalAccounts: LogInBackend {
    let store: any Store
    let hasher: PasswordHasher

    func proof(of login: String, password: String, at now: Timestamp) async throws(AccessError) -> LogInProof? {
        do throws(StoreError) {
            let known = try await store.read { (store) throws(StoreError) -> (person: PersonID, hash: String)? in
                guard let login = LoginName(login), let person = try store.person(named: login),
                    person.disabledAt == nil, let hash = try store.passwordHash(of: person.id)
                else { return nil }
                return (person.id, hash)
            }
            guard try await hasher.isRight(password, hash: known?.hash), let known else { return nil }
            let renewed = hasher.isOutdated(known.hash) ? try await hasher.hash(password) : nil
            return .here(known.person, hash: known.hash, renewed: renewed)
        } catch { throw .store(error) }
    }
}
