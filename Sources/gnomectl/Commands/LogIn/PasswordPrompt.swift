// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Who logs in, and where the password comes from: a file, standard input, or the terminal; never the command line, which
/// others can see.
enum PasswordPrompt {
    private static let file = Parameter.option(
        "password-file", value: "path", .path,
        help: "A file whose first line is the password, “-” for standard input; otherwise the terminal is asked.")
    /// The option of every command that needs a password.
    static let parameters = [file.declaration]
    /// The option for whose name and password these are.
    static let motus = Parameter.flag(
        "motus", help: "Log in with your account at Motus, where the server takes those.")
    /// The option for who logs in.
    static let user = Parameter.option(
        "user", value: "name", .text, help: "Your log-in name; otherwise that of the profile, or the terminal is asked."
    )

    private static let newFile = Parameter.option(
        "new-password-file", value: "path", .path, help: "The same for the new password.")
    /// The options of a command that changes a password.
    static let changeParameters = [file.declaration, newFile.declaration]

    /// The password of a call.
    ///
    /// - Parameters:
    ///   - invocation: The call.
    ///   - isNew: Whether it is chosen now: then the terminal asks twice.
    /// - Throws: `usage` where there is none, `failure` where its file can't be read.
    static func password(for invocation: Invocation, isNew: Bool = false) throws(CommandError) -> String {
        try password(in: invocation[file], isNew: isNew, option: "--password-file", invocation)
    }

    /// The password that takes the place of the one of a call.
    ///
    /// - Throws: As ``password(for:isNew:)``.
    static func newPassword(for invocation: Invocation) throws(CommandError) -> String {
        try password(in: invocation[newFile], isNew: true, option: "--new-password-file", invocation)
    }

    private static func password(
        in file: String?, isNew: Bool, option: String, _ invocation: Invocation
    ) throws(CommandError) -> String {
        let input = invocation.environment.input
        let line: String?
        switch (file, input.ask) {
        case (nil, let ask?):
            let password = try ask(isNew ? "New password (12 characters or more): " : "Password: ", true)
            if isNew, try ask("The same once more: ", true) != password {
                throw CommandError(.usage, "The two are not the same; nothing was done.")
            }
            line = password
        case (nil, nil), ("-"?, _): line = input.line()
        case (let path?, _):
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw CommandError(.failure, "\(path) can't be read.")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            line = String(text.prefix { !$0.isNewline })
        }
        guard let password = line, !password.isEmpty else {
            throw CommandError(
                .usage, "There is no \(isNew ? "new " : "")password.",
                hint: "Type it at the terminal, pipe it in, or name \(option).")
        }
        return password
    }

    /// The log-in name of a call.
    ///
    /// - Parameters:
    ///   - invocation: The call.
    ///   - known: Who logged in before; nothing where that says nothing of who logs in now.
    /// - Throws: As ``line(_:_:option:_:)``.
    static func login(for invocation: Invocation, known: String?) throws(CommandError) -> String {
        try line(invocation[user] ?? known, "Log-in name", option: "--user", invocation)
    }

    /// A line that is no secret: what an option says, else what is known, else what the terminal answers.
    ///
    /// - Throws: `usage` where nobody can be asked.
    static func line(
        _ given: String?, _ question: String, option: String, _ invocation: Invocation
    ) throws(CommandError) -> String {
        if let given { return given }
        guard let ask = invocation.environment.input.ask else {
            throw CommandError(.usage, "\(question) is missing.", hint: "Say it with \(option).")
        }
        return try ask("\(question): ", false)
    }
}
