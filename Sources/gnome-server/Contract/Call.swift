// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// One use of an operation: the request, what the path names, and who asks.
struct Call: Sendable {
    let request: HTTPRequest
    let parameters: HTTPParameters
    let caller: Caller
    /// What the forms that the caller is shown carry.
    let proof: FormProof

    /// The body as it came.
    var body: [UInt8] { request.body }
    /// Start line and headers.
    var head: HTTPRequestHead { request.head }

    /// What the path says in the place of a parameter.
    subscript(parameter: String) -> String { parameters[parameter] }

    /// The first value of a query item; nothing where there is none.
    func query(_ name: String) -> String? { request.head.query(name) }

    /// Whether the caller may do something with what belongs to an owner.
    func may(_ permission: Permission, on owner: AccessPolicy.Owner) -> Bool {
        AccessPolicy.decide(permission, on: owner, by: caller.principal) == .allowed
    }

    /// Whether the caller may do something with what belongs to a project; to the server, where there is none.
    func may(_ permission: Permission, in project: ProjectID?) -> Bool {
        may(permission, on: project.map(AccessPolicy.Owner.project) ?? .server)
    }

    /// Whether the caller may do something anywhere.
    func mayAnywhere(_ permission: Permission) -> Bool { projects(permission).map { !$0.isEmpty } ?? true }

    /// The projects in which the caller may do something; nothing for all of them, and for what no project has.
    func projects(_ permission: Permission) -> Set<ProjectID>? {
        AccessPolicy.projects(permission, by: caller.principal)
    }

    /// The limit of a page: `limit` of the query, from 1 to 1000.
    ///
    /// - Throws: `Problem` 400 for anything else.
    func pageLimit() throws(Problem) -> Int {
        guard let text = query("limit") else { return 100 }
        guard let limit = Int(text), (1...1000).contains(limit) else {
            throw .invalid("limit: expected a number from 1 to 1000.")
        }
        return limit
    }

    /// The place in a list of which the query says to go on from; nothing where it is not given.
    ///
    /// - Parameter read: What reads the place, and gives nothing for what can't be one.
    /// - Throws: `Problem` 400 where it can't be one.
    func cursor<Cursor>(_ name: String, as read: (String) -> Cursor?) throws(Problem) -> Cursor? {
        guard let text = query(name) else { return nil }
        guard let cursor = read(text) else { throw .invalid("\(name): expected the “next” of an earlier answer.") }
        return cursor
    }

    /// A row number of the query; nothing where it is not given.
    ///
    /// - Throws: `Problem` 400 where it is no number.
    func cursor(_ name: String) throws(Problem) -> Int64? {
        try cursor(name) { text in Int64(text).flatMap { $0 >= 0 ? $0 : nil } }
    }

    /// Whether a query item says yes; no where it is not given.
    ///
    /// - Throws: `Problem` 400 where it says neither “true” nor “false”: a dry run that is misspelt must not be none.
    func flag(_ name: String) throws(Problem) -> Bool {
        switch query(name) {
        case nil, "false": return false
        case "true": return true
        default: throw .invalid("\(name): expected true or false.")
        }
    }

    /// The serial in the path.
    ///
    /// - Throws: `Problem` 400 where it can't be one.
    func serial() throws(Problem) -> Serial {
        guard let serial = Serial(self["serial"]) else {
            throw .invalid("serial: expected a receiver's serial, such as SG-F28CRPI33503.")
        }
        return serial
    }

    /// The number in the path.
    ///
    /// - Throws: `Problem` 400 where it is none.
    func number(_ parameter: String) throws(Problem) -> Int64 {
        guard let number = Int64(self[parameter]), number > 0 else {
            throw .invalid("\(parameter): expected a number, such as 7.")
        }
        return number
    }

    /// The number of a query item; nothing where it is not given.
    ///
    /// - Throws: `Problem` 400 where it is none.
    func number(ofQuery name: String) throws(Problem) -> Int64? {
        guard let text = query(name) else { return nil }
        guard let number = Int64(text), number > 0 else { throw .invalid("\(name): expected a number, such as 7.") }
        return number
    }

    /// The project in the path.
    ///
    /// - Throws: `Problem` 400 where it names none.
    func project() throws(Problem) -> ProjectID { ProjectID(rawValue: try number("project")) }

    /// The revision that the caller saw, as `If-Match` names it; nothing where any will do.
    ///
    /// - Throws: `Problem` 412 where it is no revision that was ever shown: nothing is in a state that never was.
    func expectedRevision() throws(Problem) -> Int64? {
        guard let shown = head.headers["If-Match"], shown != "*" else { return nil }
        guard shown.count > 2, shown.hasPrefix("\""), shown.hasSuffix("\""),
            let revision = Int64(shown.dropFirst().dropLast())
        else {
            throw Problem(
                status: 412,
                detail: "If-Match: nothing was ever called so. Expected the ETag of an earlier answer, such as \"3\".")
        }
        return revision
    }

    /// What is said of a thing that is not there, or not theirs to know of.
    func missing(_ subject: Access.Subject) -> Problem {
        switch subject {
        case .receiver: .notFound("No receiver \(self["serial"].prefix(64)) is registered.")
        case .station: .notFound("There is no station \(self["station"].prefix(20)).")
        case .deployment: .notFound("There is no deployment \(self["deployment"].prefix(20)).")
        case .conflict: .notFound("There is no conflict \(self["conflict"].prefix(20)).")
        case .project: .notFound("There is no project \(self["project"].prefix(20)).")
        case .server, .list: .notFound("There is nothing at this address.")
        }
    }
}

extension Array {
    /// Where a list goes on after a page of it; nothing after one that is not full.
    func cursor<Cursor>(_ cursor: (Element) -> Cursor, limit: Int) -> Cursor? {
        count == limit ? last.map(cursor) : nil
    }
}

extension HTTPRequestHead {
    /// Whether its method changes nothing.
    var isSafe: Bool { method == "GET" || method == "HEAD" }
}
