// SPDX-License-Identifier: Apache-2.0

/// Who somebody is at Motus: what its `user/validate` call answers to a right password (`motus.md` §3.4, §5).
///
/// It says which projects of Motus they may read, and nothing of what else they may do there.
public struct MotusAccount: Sendable, Hashable {
    /// Motus' number of the account: what stays when its name or address changes.
    public var user: Int64
    /// The address of mail that Motus has.
    public var emailAddress: String?
    /// What Motus calls them, such as `administrator`, `principal` or `collaborator`.
    public var userType: String?
    /// The numbers of the projects of Motus that they may read.
    public var projects: Set<Int>

    /// An account of these parts.
    public init(user: Int64, emailAddress: String? = nil, userType: String? = nil, projects: Set<Int> = []) {
        self.user = user
        self.emailAddress = emailAddress
        self.userType = userType
        self.projects = projects
    }

    /// Reads the answer; what is no project's number among the projects is passed over.
    ///
    /// - Throws: `CodecError` where it is no such answer. The message repeats nothing of it.
    public init(_ answer: JSONValue) throws(CodecError) {
        guard let user = answer["userID"]?.lenientInteger, (1...2_147_483_647).contains(user) else {
            throw CodecError("expected a number “userID”, as Motus answers the call “user/validate”")
        }
        self.init(user: user, emailAddress: answer["emailAddress"]?.text, userType: answer["userType"]?.text)
        switch answer["projects"] {
        // Where nothing matches, Motus leaves things out.
        case nil, .null: break
        case .object(let names): projects = Set(names.keys.lazy.compactMap { Int($0) })
        default: throw CodecError("expected “projects” by their numbers, as Motus answers the call “user/validate”")
        }
    }
}
