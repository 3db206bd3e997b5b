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
        var profiles = try Profiles(invocation.environment)
        guard let profile = profiles.all[name] else {
            throw CommandError(.failure, "There is no profile “\(name)”.", hint: "See: gnomectl profiles")
        }
        let failure = await profile.revoke(over: invocation.environment.http)
        try profiles.set(nil, as: name)
        // A token that the server does not take any more is as good as taken back.
        if let failure, failure.exitCode != .denied {
            invocation.output.message(
                "The token \(profile.tokenID) was not taken back, and counts until \(profile.expiresAt.toTheSecond): "
                    + failure.message)
        }
        try invocation.print(
            Rendering(
                ProfileAnswer(name, profile), identifiers: [name],
                sentence: "\(profile.login) is logged out of \(profile.server.text)."))
    }
}
