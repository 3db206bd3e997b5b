// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

// How accounts at Motus become people here, and what follows from them.
extension StoreWriter {
    /// The person of an account at Motus, who sees the projects that Motus names now, and no others by its word.
    ///
    /// Whoever comes for the first time is a new person, whatever they are called: names and addresses prove nothing of who
    /// somebody is here. Only an administrator binds an account to somebody who is here already.
    ///
    /// - Parameters:
    ///   - account: What Motus says of them.
    ///   - login: What they are called at Motus.
    ///   - now: The server's time.
    /// - Returns: The person as they are by now; nothing where they may not log in.
    func person(of account: MotusAccount, called login: String, at now: Timestamp) throws(StoreError) -> Person? {
        let binding = MotusBinding(account, among: try numberedProjects())
        guard let person = try person(ofMotus: account.user) else {
            let free = try freeLogin(of: account)
            let name = Person.problem(withName: login) == nil ? login : free.text
            let added = try add(PersonDraft(login: free, name: name, motus: binding, createdAt: now))
            try record(Author.server.entry("person.add", "person \(free)", after: added.auditText, at: now))
            return added
        }
        guard person.disabledAt == nil else { return nil }
        try confirmByMotus(person.id, at: now)
        return try bind(person, to: binding, at: now)
    }

    /// Takes away what Motus' word opened to a person.
    func lapse(_ person: Person, at now: Timestamp) throws(StoreError) {
        guard let motus = person.motus else { return }
        _ = try bind(person, to: MotusBinding(user: motus.user), at: now)
    }

    private func bind(_ person: Person, to binding: MotusBinding, at now: Timestamp) throws(StoreError) -> Person {
        guard person.motus != binding else { return person }
        var wanted = person
        wanted.motus = binding
        let changed = try change(wanted)
        try record(
            Author.server.entry(
                "person.change", "person \(person.login)", before: person.auditText, after: changed.auditText, at: now))
        return changed
    }

    /// A log-in name here that nobody has: `motus-161`, or one more where somebody took that.
    private func freeLogin(of account: MotusAccount) throws(StoreError) -> LoginName {
        for suffix in [""] + (2...99).map({ "-\($0)" }) {
            if let login = LoginName("motus-\(account.user)\(suffix)"), try person(named: login) == nil { return login }
        }
        throw StoreError(.conflict, "The log-in names for that account at Motus are all taken.")
    }

    private func numberedProjects() throws(StoreError) -> [Project] {
        var (found, last): ([Project], String?) = ([], nil)
        while true {
            let page = try projects(after: last, limit: 500)
            found += page.filter { $0.details.motusID != nil }
            guard let name = page.last?.details.name else { return found }
            last = name
        }
    }
}
