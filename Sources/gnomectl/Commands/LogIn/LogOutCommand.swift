// SPDX-License-Identifier: Apache-2.0

/// The command `logout`.
enum LogOutCommand {
    static let command = Command(
        "logout", abstract: "Take the token of a profile back, and forget the profile.",
        discussion:
            "Where the server can't be reached, the profile is forgotten all the same, and the token ends by itself.",
        parameters: [ConnectionSettings.profile.declaration] + OutputFormat.parameters
    ) { invocation in
        let name = ConnectionSettings.profileName(invocation)
        guard try Profiles(invocation.environment).all[name] != nil,
            let profile = try Profiles.set(nil, as: name, invocation.environment)
        else {
            throw CommandError(.failure, "There is no profile “\(name)”.", hint: "See: gnomectl profiles")
        }
        await profile.takeBack(invocation)
        try invocation.print(
            Rendering(
                ProfileAnswer(name, profile), identifiers: [name],
                sentence: "\(profile.login) is logged out of \(profile.server.text)."))
    }
}
