// SPDX-License-Identifier: Apache-2.0

/// What results look like.
enum OutputFormat: String, Sendable, CaseIterable {
    case table, json

    /// The option that chooses.
    static let option = Parameter.option(
        "format", value: "format", ValueForm<OutputFormat>.choice, default: "table", help: "What results look like.")
    /// The flag for scripts that want no more than identifiers.
    static let quiet = Parameter.flag("quiet", short: "q", help: "Print identifiers only, one a line.")
    /// Both, for a command's list.
    static let parameters = [option.declaration, quiet.declaration]
}
