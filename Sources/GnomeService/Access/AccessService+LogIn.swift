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
    ///   - way: With which account: the password goes to whoever keeps that one, and to nobody else.
    ///   - visitor: From where they come.
    ///   - now: The server's time.
    /// - Throws: `refused`; `throttled` after too many wrong tries, whatever the password; `unanswered` while Motus is away,
    ///   `misunderstood` where it answers something else; `store` with `unavailable` while too many others log in; `invalid`
    ///   where accounts at Motus are not taken.
    public func logIn(
        _ login: String, password: String, with way: LogInWay = .local, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> LoggedIn {
        let backend = try backend(way)
        let account = way.account(login)
        try await countTry(of: account, from: visitor, at: now)
        let proof: LogInProof?
        do throws(AccessError) {
            proof =
                password.utf8.count <= PasswordPolicy.mostBytes
                ? try await backend.proof(of: login, password: password, at: now) : nil
        } catch {
            // Nobody looked at it, so it is no wrong try. What was looked at stays counted: it may be made over and over.
            if case .unanswered = error {
                try await write { (store) throws(StoreError) in try store.takeBackTry(of: account, from: visitor) }
            }
            throw error
        }
        let secret = Secrets.newSecret
        let loggedIn = try await write { (store) throws(StoreError) -> LoggedIn? in
            guard let person = try store.person(provenBy: proof, as: login, at: now) else {
                // Of what nobody is called nothing is kept: it may be a password in the wrong field.
                let known = try store.person(meantBy: login, way, proof)
                let subject = known.map { "person \($0.login)" } ?? "unknown person"
                try store.record(
                    Author(name: "nobody", source: visitor.address).entry("session.refuse" + way.mark, subject, at: now)
                )
                return nil
            }
            try store.forgiveTry(of: account, from: visitor)
            try store.record(
                Author(person, visitor).entry("session.begin" + way.mark, "person \(person.login)", at: now))
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

    private func backend(_ way: LogInWay) throws(AccessError) -> any LogInBackend {
        switch way {
        case .local: return local
        case .motus:
            guard let motus else {
                throw .invalid(
                    InvalidFields([
                        InvalidField("account", "must be local: this server takes no Motus accounts", example: "local")
                    ]))
            }
            return motus
        }
    }

    /// Whether a password is a person's own, with the same counts as at log-in.
    ///
    /// - Returns: The hash that it was held against.
    func proveAgain(
        _ person: Person, password: String, from visitor: Visitor, at now: Timestamp
    ) async throws(AccessError) -> String {
        try await countTry(of: .account(person.login), from: visitor, at: now)
        let proof =
            password.utf8.count <= PasswordPolicy.mostBytes
            ? try await local.proof(of: person.login.text, password: password, at: now) : nil
        guard case .here(person.id, let hash, _)? = proof else { throw .refused }
        return hash
    }

    /// Counts a try as a wrong one before it is made, so that many at once are as many.
    ///
    /// - Throws: `throttled` where it may not be made now.
    private func countTry(of account: String?, from visitor: Visitor, at now: Timestamp) async throws(AccessError) {
        let denials = denials
        let wait = try await write { (store) throws(StoreError) -> Duration in
            let counts = try store.counts(of: account, from: visitor)
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

extension LogInWay {
    /// What tries against an account are counted under; nothing where what was written as its name is none.
    ///
    /// Names at Motus may be anything, even a password in the wrong field, so what is kept of them tells nothing.
    fileprivate func account(_ login: String) -> String? {
        switch self {
        case .local: LoginName(login).map { .account($0) }
        case .motus: "account at Motus " + Secrets.sha256(Array(login.lowercased().utf8)).prefix(16).hex
        }
    }

    /// What the names of acts in the audit end with.
    fileprivate var mark: String { self == .motus ? "-by-motus" : "" }
}

extension StoreWriter {
    fileprivate func counts(of account: String?, from visitor: Visitor) throws(StoreError) -> [TryCount] {
        var counts: [TryCount] = []
        let source = String.source(visitor.source)
        counts.append(
            TryCount(
                subject: source, free: LogInThrottle.freeTriesOfSource, throttle: try logInThrottle(of: source)))
        if let account {
            counts.append(
                TryCount(subject: account, free: LogInThrottle.freeTries, throttle: try logInThrottle(of: account)))
        }
        return counts
    }

    /// Takes back the try that turned out to be right: of the account all tries, of the place this one.
    func forgiveTry(of account: String?, from visitor: Visitor) throws(StoreError) {
        try takeBackTry(of: nil, from: visitor)
        if let account { try setLogInThrottle(LogInThrottle(), of: account) }
    }

    /// Takes back one try that proved neither right nor wrong.
    fileprivate func takeBackTry(of account: String?, from visitor: Visitor) throws(StoreError) {
        for var count in try counts(of: account, from: visitor) {
            count.throttle.forgive()
            try setLogInThrottle(count.throttle, of: count.subject)
        }
    }

    /// The person whom a proof shows, as they are by now; nothing where it shows nobody who may log in.
    fileprivate func person(
        provenBy proof: LogInProof?, as login: String, at now: Timestamp
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
        case .motus(let account): return try person(of: account, called: login, at: now)
        }
    }

    /// Whom somebody meant to be who is not let in; nothing where that is nobody here.
    fileprivate func person(
        meantBy login: String, _ way: LogInWay, _ proof: LogInProof?
    ) throws(StoreError) -> Person? {
        if case .motus(let account)? = proof { return try person(ofMotus: account.user) }
        guard way == .local, let name = LoginName(login) else { return nil }
        return try person(named: name)
    }
}
