// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
import GnomeStore

extension AccessService {
    /// Logs somebody in.
    ///
    /// Who is unknown, disabled or mistaken is told the same, after the same work.
    ///
    /// - Parameters:
    ///   - login: What they wrote as their name.
    ///   - password: What they wrote as their password.
    ///   - visitor: From where they come.
    ///   - now: The server's time.
    /// - Throws: `refused`; `throttled` after too many wrong tries, whatever the password; `store` with `unavailable` while too
    ///   many others log in.
    public func logIn(
        _ login: String, password: String, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> LoggedIn {
        let name = LoginName(login)
        try await countTry(of: name, from: visitor, at: now)
        let proof = try await proof(of: name, password: password)
        let (secret, role) = (Secrets.newSecret, roleFromElsewhere)
        let loggedIn = try await write { (store) throws(StoreError) -> LoggedIn? in
            guard let person = try store.person(provenBy: proof, becoming: role, at: now) else {
                let known = try name.map { (name) throws(StoreError) in try store.person(named: name) } ?? nil
                // Of what nobody is called nothing is kept: it may be a password in the wrong field.
                let subject = known.map { "person \($0.login)" } ?? "unknown person"
                try store.record(
                    Author(name: "nobody", source: visitor.address).entry("session.refuse", subject, at: now))
                return nil
            }
            try store.forgiveTry(of: name, from: visitor)
            try store.record(Author(person, visitor).entry("session.begin", "person \(person.login)", at: now))
            return try store.begin(of: person, secret: secret, for: visitor, at: now)
        }
        guard let loggedIn else { throw .refused }
        return loggedIn
    }

    /// Ends the session of a caller.
    public func logOut(_ caller: Caller, at now: Timestamp) async throws(AccessError) {
        guard let session = caller.session, let person = caller.person else { return }
        try await write { (store) throws(StoreError) in
            guard try store.end(session.id, of: person.id) else { return }
            try store.record(caller.author.entry("session.log-out", "person \(person.login)", at: now))
        }
    }

    /// Who somebody is by what they wrote, as the first says that knows them.
    private func proof(of name: LoginName?, password: String) async throws(AccessError) -> LogInProof? {
        guard password.utf8.count <= PasswordPolicy.mostBytes else { return nil }
        do throws(StoreError) {
            for backend in backends {
                if let proof = try await backend.proof(of: name, password: password) { return proof }
            }
            return nil
        } catch { throw .store(error) }
    }

    /// Whether a password is a person's own, with the same counts as at log-in.
    ///
    /// - Returns: The hash that it was held against.
    func proveAgain(
        _ person: Person, password: String, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> String {
        try await countTry(of: person.login, from: visitor, at: now)
        let local = LocalAccounts(store: store, hasher: hasher)
        let proof: LogInProof?
        do throws(StoreError) {
            proof =
                password.utf8.count <= PasswordPolicy.mostBytes
                ? try await local.proof(of: person.login, password: password) : nil
        } catch { throw .store(error) }
        guard case .here(person.id, let hash, _)? = proof else { throw .refused }
        return hash
    }

    /// Counts a try as a wrong one before it is made, so that many at once are as many.
    ///
    /// - Throws: `throttled` where it may not be made now.
    private func countTry(of name: LoginName?, from visitor: Visitor, at now: Timestamp) async throws(AccessError) {
        let denials = denials
        let wait = try await write { (store) throws(StoreError) -> Duration in
            let counts = try store.counts(of: name, from: visitor)
            let waits = counts.map { $0.throttle.wait(at: now, free: $0.free) }
            guard let longest = waits.max(), longest > .zero, let place = waits.firstIndex(of: longest) else {
                for var count in counts {
                    count.throttle.fail(at: now)
                    try store.setLogInThrottle(count.throttle, of: count.subject)
                }
                return .zero
            }
            if denials.isNew(counts[place].throttle, of: counts[place].subject) {
                try store.record(
                    Author(name: "nobody", source: visitor.address).entry(
                        "session.throttle", counts[place].subject, at: now))
            }
            return longest
        }
        guard wait == .zero else { throw .throttled(wait) }
    }
}

/// What was counted for one subject, and how many tries are free for such.
private struct TryCount {
    let subject: String
    let free: Int
    var throttle: LogInThrottle
}

extension String {
    /// What tries against an account are counted under.
    static func account(_ login: LoginName) -> String { "account \(login)" }
    /// What tries from a place are counted under.
    static func source(_ source: LogInSource) -> String { "source \(source)" }
}

extension StoreWriter {
    fileprivate func counts(of name: LoginName?, from visitor: Visitor) throws(StoreError) -> [TryCount] {
        var counts: [TryCount] = []
        let source = String.source(visitor.source)
        counts.append(
            TryCount(
                subject: source, free: LogInThrottle.freeTriesOfSource, throttle: try logInThrottle(of: source)))
        if let name {
            let account = String.account(name)
            counts.append(
                TryCount(subject: account, free: LogInThrottle.freeTries, throttle: try logInThrottle(of: account)))
        }
        return counts
    }

    /// Takes back the try that turned out to be right: of the account all tries, of the place this one.
    func forgiveTry(of name: LoginName?, from visitor: Visitor) throws(StoreError) {
        let source = String.source(visitor.source)
        var throttle = try logInThrottle(of: source)
        throttle.forgive()
        try setLogInThrottle(throttle, of: source)
        if let name { try setLogInThrottle(LogInThrottle(), of: .account(name)) }
    }

    /// The person whom a proof shows, as they are by now; nothing where it shows nobody who may log in.
    fileprivate func person(
        provenBy proof: LogInProof?, becoming role: Role, at now: Timestamp
    ) throws(StoreError) -> Person? {
        switch proof {
        case nil: return nil
        case .here(let id, let hash, let renewed):
            // The password may have been changed, or the person disabled, while the hash was made.
            guard let person = try person(id), person.disabledAt == nil, try passwordHash(of: id) == hash else {
                return nil
            }
            if let renewed { try setPasswordHash(renewed, of: id) }
            return person
        case .elsewhere(let login, let name, let motusProjects):
            return try person(login, name: name, becoming: role, inMotusProjects: motusProjects, at: now)
        }
    }

    /// Somebody for whom another server vouches: only who has no password here, since that would be somebody else.
    private func person(
        _ login: LoginName, name: String, becoming role: Role, inMotusProjects motusProjects: Set<Int>,
        at now: Timestamp
    ) throws(StoreError) -> Person? {
        let roles = Dictionary(
            uniqueKeysWithValues: try projects(ofMotus: motusProjects).map { ($0.id, role) })
        guard var person = try person(named: login) else {
            let name = Person.problem(withName: name) == nil ? name : login.text
            let added = try add(PersonDraft(login: login, name: name, roles: roles, createdAt: now))
            try record(Author.server.entry("person.add", "person \(login)", after: added.auditText, at: now))
            return added
        }
        guard person.disabledAt == nil, try passwordHash(of: person.id) == nil else { return nil }
        let before = person
        person.roles.merge(roles) { here, _ in here }
        guard person != before else { return person }
        let changed = try change(person)
        try record(
            Author.server.entry(
                "person.change", "person \(login)", before: before.auditText, after: changed.auditText, at: now))
        return changed
    }

    private func projects(ofMotus numbers: Set<Int>) throws(StoreError) -> [Project] {
        var (found, last): ([Project], String?) = ([], nil)
        while true {
            let page = try projects(after: last, limit: 500)
            found += page.filter { $0.details.motusID.map(numbers.contains) ?? false }
            guard let name = page.last?.details.name else { return found }
            last = name
        }
    }
}
