// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The command `profiles`.
enum ProfilesCommand {
    static let command = Command(
        "profiles", abstract: "List the profiles that log-ins left.", parameters: OutputFormat.listParameters
    ) { invocation in
        let profiles = try Profiles(invocation.environment).all.sorted { $0.key < $1.key }
        let now = invocation.environment.now()
        let table = Table(
            header: ["PROFILE", "SERVER", "USER", "UNTIL"],
            rows: profiles.map { name, profile in
                [
                    Table.Cell(name), Table.Cell(profile.server.text), Table.Cell(profile.login),
                    Table.Cell(
                        profile.expiresAt.toTheSecond.description, tone: profile.expiresAt < now ? .bad : .plain),
                ]
            })
        try invocation.print(
            Rendering(
                profiles.map(ProfileAnswer.init), identifiers: profiles.map(\.key), table: table,
                empty: "There are no profiles. Make one with: gnomectl login"))
    }
}
