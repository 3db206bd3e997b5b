// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// How people point at a thing: by its number, or by its name.
enum Reference: Sendable, Hashable {
    case number(Int64)
    case name(String)

    /// A whole number above zero points at a number, anything else at a name.
    init(_ text: String) {
        self = Int64(text).flatMap { $0 > 0 ? .number($0) : nil } ?? .name(text)
    }
}

extension ValueForm where Value == Reference {
    /// A project; shells offer the names of those that the caller may see.
    static var project: ValueForm { reference("the number or name of a project", .projects) }
    /// A station; shells offer the names of those that the caller may see.
    static var station: ValueForm { reference("the number or name of a station", .stations) }
    /// A person; shells offer their log-in names.
    static var user: ValueForm { reference("the number or log-in name of a person", .users) }

    private static func reference(_ expectation: String, _ offer: CompletionOffer) -> ValueForm {
        ValueForm(form: Form(expectation: expectation, completion: .offer(offer))) {
            $0.isEmpty ? nil : Reference($0)
        }
    }
}

extension GnomeClient {
    /// The number of a project.
    ///
    /// - Throws: `failure` where none has that name, and what asking throws.
    func project(_ reference: Reference) async throws(CommandError) -> Int64 {
        try await number(of: reference, "project", list: "gnomectl projects list") { name throws(CommandError) in
            let projects: [ProjectAnswer] = try await all(["projects"])
            return projects.filter { $0.name == name }.map(\.id)
        }
    }

    /// The number of a station.
    ///
    /// - Throws: `failure` where none has that name, or several have, and what asking throws.
    func station(_ reference: Reference) async throws(CommandError) -> Int64 {
        try await number(of: reference, "station", list: "gnomectl stations list") { name throws(CommandError) in
            let stations: [StationAnswer] = try await all(["stations"], filter: [("text", name)])
            return stations.filter { $0.name == name }.map(\.id)
        }
    }

    /// The number of a person.
    ///
    /// - Throws: `failure` where nobody has that log-in name, and what asking throws.
    func user(_ reference: Reference) async throws(CommandError) -> Int64 {
        try await number(of: reference, "person", list: "gnomectl users list") { name throws(CommandError) in
            let people: [PersonAnswer] = try await all(["people"])
            return people.filter { $0.login == name.lowercased() }.map(\.id)
        }
    }

    /// The number of a person, looked for among the members of a project first, which its managers may see.
    ///
    /// - Throws: As ``user(_:)``.
    func member(_ reference: Reference, of project: Int64) async throws(CommandError) -> Int64 {
        guard case .name(let name) = reference else { return try await user(reference) }
        let members: [MemberAnswer] = try await all(["projects", "\(project)", "members"])
        if let member = members.first(where: { $0.login == name.lowercased() }) { return member.person }
        do throws(CommandError) {
            return try await user(reference)
        } catch {
            guard error.exitCode == .denied else { throw error }
            throw CommandError(
                .failure, "“\(name)” is no member of this project.",
                hint: "Invite them with: gnomectl users invite --project \(project) --label …")
        }
    }

    /// The number that a reference is, or that of the only one of its name.
    private func number(
        of reference: Reference, _ kind: String, list: String,
        named numbers: (String) async throws(CommandError) -> [Int64]
    ) async throws(CommandError) -> Int64 {
        switch reference {
        case .number(let number): return number
        case .name(let name):
            let numbers = try await numbers(name)
            guard let number = numbers.first else {
                throw CommandError(.failure, "There is no \(kind) “\(name)”.", hint: "See: \(list)")
            }
            guard numbers.count == 1 else {
                let all = numbers.map { "\($0)" }.joined(separator: ", ")
                throw CommandError(
                    .failure, "Several have that name: \(kind) “\(name)”.", hint: "Give the number: \(all).")
            }
            return number
        }
    }
}
