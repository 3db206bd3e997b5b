// SPDX-License-Identifier: Apache-2.0

extension String {
    /// What lists and searches of receivers go by, where this is a name: its small letters, the first 150 of them, without
    /// control characters.
    ///
    /// Motus sets no bounds to the names of deployments, and this must fit into the address of the next page. Who changes
    /// what it is adds a step to the schemas that writes it anew.
    var listName: String {
        var scalars = UnicodeScalarView()
        scalars.append(
            contentsOf: lowercased().unicodeScalars.lazy.filter { $0.properties.generalCategory != .control }.prefix(
                150))
        return String(scalars)
    }
}
