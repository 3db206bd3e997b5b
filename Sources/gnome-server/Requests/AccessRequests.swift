// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// What the operations of people, projects and tokens take.
enum AccessRequests {
    /// Fields of the ways in.
    static let logIn = [
        Field("login", "Log-in name", .line(1...64), isRequired: true, example: "ann.lee"),
        Field("password", "Password", .secret(1...1024), isRequired: true),
    ]
    /// The same where people choose with which account.
    static let logInWithAny =
        [
            Field(
                "account", "Account", .choice([("local", "of this server"), ("motus", "at Motus")]),
                help: "Whose name and password these are; of this server where nothing is chosen.")
        ] + logIn

    /// What whoever comes in for the first time says, besides what lets them in.
    static func newPerson(_ token: String, _ label: String) -> [Field] {
        [
            Field(token, label, .line(1...500), isRequired: true),
            Field("login", "Log-in name", .line(2...64), isRequired: true, example: "ann.lee"),
            Field("name", "Your name", .line(1...100), isRequired: true, example: "Ann Lee"),
            Field(
                "password", "Password", .secret(12...1024), isRequired: true,
                help: "At least 12 characters: four or five words that only you put together."),
        ]
    }

    static let setUp = newPerson("code", "Set-up code")
    static let acceptance = newPerson("invitation", "Invitation")
    static let reset = [
        Field("link", "Link", .line(1...500), isRequired: true, help: "Whole, or the part that begins with gnome_."),
        Field("password", "New password", .secret(12...1024), isRequired: true, help: "At least 12 characters."),
    ]
    static let password = [
        Field("old", "Password until now", .secret(1...1024), isRequired: true),
        Field("new", "New password", .secret(12...1024), isRequired: true, help: "At least 12 characters."),
        Field(
            "endsTokens", "End my tokens for programs too", .flag,
            help: "Where somebody else may know the old password, or have a token. Programs then need new ones."),
    ]
    static let project = [
        Field("name", "Name", .line(1...100), isRequired: true, example: "Great Lakes"),
        Field("motusID", "Number at Motus", .integer(1...2_147_483_647), example: "213"),
    ]
    static let name = [Field("name", "Name", .line(1...100), isRequired: true, example: "Ann Lee")]
    static let person = [
        Field("name", "Name", .line(1...100), isRequired: true, example: "Ann Lee"),
        Field("isAdministrator", "Looks after the server", .flag),
        Field("isDisabled", "Can't log in", .flag),
        Field(
            "motusID", "Number at Motus", .integer(1...2_147_483_647), example: "161",
            help: "Whoever logs in with that account at Motus is this person from then on."),
    ]
    static let role = [
        Field(
            "role", "Role",
            .choice([
                ("viewer", "viewer: looks"), ("operator", "operator: runs stations"),
                ("manager", "manager: says who and what belongs to the project"),
            ]), isRequired: true)
    ]
    private static let label = Field(
        "label", "Label", .line(1...100), isRequired: true, example: "Field laptop", help: "To know it again by.")
    static let memberInvitation = [label] + role
    static let administratorInvitation = [label]
    private static let expiry = Field(
        "expiresAt", "Until", .moment, isRequired: true, example: "2027-03-01", help: "Within a year.")
    static let token = [
        label, expiry,
        Field(
            "scopes", "What it may", .choices(Permission.allCases.map { ($0.rawValue, $0.rawValue) }),
            help: "Nothing chosen: all that you may."),
    ]
    static let enrolment = [
        label, expiry,
        Field("mostUses", "How many receivers", .integer(1...100_000), isRequired: true, example: "20"),
    ]
    static let link = [label, expiry]

    /// What somebody says of themselves at first.
    static func newPerson(_ body: [UInt8], _ fields: [Field]) throws -> (token: String, person: AccessService.NewPerson)
    {
        var reader = try FieldReader(body, of: fields)
        let person = AccessService.NewPerson(
            login: reader.text("login") ?? "", name: reader.text("name") ?? "",
            password: reader.text("password") ?? "")
        let token = reader.text(fields[0].name) ?? ""
        try reader.finish()
        return (token, person)
    }

    /// Texts of fields that all must be given.
    static func texts(_ body: [UInt8], _ fields: [Field]) throws -> [String: String] {
        var reader = try FieldReader(body, of: fields)
        let texts = fields.map { ($0.name, reader.text($0.name) ?? "") }
        try reader.finish()
        return Dictionary(uniqueKeysWithValues: texts)
    }
}
