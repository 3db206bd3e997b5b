// SPDX-License-Identifier: Apache-2.0

/// The command `version`.
enum VersionCommand {
    private struct Answer: Encodable {
        let version: String
    }

    static let command = Command(
        "version", abstract: "Show the version of gnomectl.", parameters: OutputFormat.parameters
    ) { invocation in
        let version = Gnomectl.version
        try invocation.print(
            Rendering(Answer(version: version), identifiers: [version], sentence: "gnomectl \(version)"))
    }
}
