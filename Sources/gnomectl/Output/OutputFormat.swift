// SPDX-License-Identifier: Apache-2.0

/// What results look like.
enum OutputFormat: String, Sendable, CaseIterable {
    case table, json, csv

    /// The option that chooses.
    static let option = formatOption(ValueForm<OutputFormat>.choice(among: [.table, .json]))
    /// The option of a list, which also has the form of rows for a spreadsheet.
    private static let listOption = formatOption(ValueForm<OutputFormat>.choice)
    /// The flag for scripts that want no more than identifiers.
    static let quiet = Parameter.flag("quiet", short: "q", help: "Print identifiers only, one a line.")
    /// Both, for a command's result.
    static let parameters = [option.declaration, quiet.declaration]
    /// Both, for a command's list.
    static let listParameters = [listOption.declaration, quiet.declaration]

    private static func formatOption(_ form: ValueForm<OutputFormat>) -> Parameter<OutputFormat> {
        .option("format", value: "format", form, default: "table", help: "What results look like.")
    }

    /// The form that a call asks for.
    static func chosen(in invocation: Invocation) -> OutputFormat { invocation[listOption] }
}
