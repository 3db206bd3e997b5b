// SPDX-License-Identifier: Apache-2.0

/// Identifies a person in one store.
public struct PersonID: RawRepresentable, Sendable, Hashable, Comparable, Codable {
    /// The row number.
    public let rawValue: Int64
    /// The person of a row.
    public init(rawValue: Int64) { self.rawValue = rawValue }
    /// Whether one came before another.
    public static func < (lhs: PersonID, rhs: PersonID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Somebody who can log in.
public struct Person: Sendable, Hashable {
    /// Their place in the store.
    public var id: PersonID
    /// What they log in with; unique whatever the case of its letters.
    public var login: LoginName
    /// What people call them.
    public var name: String
    /// Whether they look after the server.
    public var isAdministrator: Bool
    /// What somebody here made them in which project; what they are in all is ``memberships``.
    public var roles: [ProjectID: Role]
    /// Whom they are at Motus; nothing for who is nobody there, as far as is known.
    public var motus: MotusBinding?
    /// Since when they can't log in; nothing for who can.
    public var disabledAt: Timestamp?
    /// When they were made.
    public var createdAt: Timestamp
    /// Counts their changes, from 1: who changes them says which state was seen.
    public var revision: Int64

    /// A person of these parts.
    public init(
        id: PersonID, login: LoginName, name: String, isAdministrator: Bool = false, roles: [ProjectID: Role] = [:],
        motus: MotusBinding? = nil, disabledAt: Timestamp? = nil, createdAt: Timestamp, revision: Int64 = 1
    ) {
        self.id = id
        self.login = login
        self.name = name
        self.isAdministrator = isAdministrator
        self.roles = roles
        self.motus = motus
        self.disabledAt = disabledAt
        self.createdAt = createdAt
        self.revision = revision
    }

    /// What is wrong with what somebody is to be called; nothing where it is taken.
    public static func problem(withName name: String) -> InvalidField? {
        .line("name", name, example: "Ann Lee")
    }

    /// What they may by what they are: nothing while they are disabled.
    public var principal: Principal {
        guard disabledAt == nil else { return .anonymous }
        return Principal(isAdministrator ? .administrator : .member(memberships))
    }
}

/// What somebody logs in with: 2 to 64 letters, digits and `.`, `_`, `-`, `@`, `+`, as an address of mail is written.
///
/// Kept in small letters, so that `Ann` and `ann` are one person. ASCII only: names that look alike in two scripts would
/// be two people.
public struct LoginName: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The name in small letters.
    public let text: String

    /// A name from text; nothing where it is none.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let isRight = bytes.allSatisfy { byte in
            switch Unicode.Scalar(byte) {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-", "@", "+": true
            default: false
            }
        }
        guard isRight, (2...64).contains(bytes.count), let first = bytes.first,
            Character(Unicode.Scalar(first)).isLetter
        else { return nil }
        self.text = text.lowercased()
    }

    /// The name.
    public var description: String { text }
    /// The order of lists.
    public static func < (lhs: LoginName, rhs: LoginName) -> Bool { lhs.text < rhs.text }

    /// What a wrong one is told.
    public static let problem = InvalidField(
        "login", "must be 2 to 64 ASCII letters, digits and . _ - @ +, beginning with a letter", example: "ann.lee")

    /// Reads text.
    ///
    /// - Throws: `DecodingError.dataCorrupted` where it is no name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let name = LoginName(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: Self.problem.reason)
        }
        self = name
    }

    /// Writes text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
