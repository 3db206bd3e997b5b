// SPDX-License-Identifier: Apache-2.0

extension String {
    /// What lists and searches of receivers go by, where this is a name: its small letters.
    ///
    /// Who changes what it is adds a step to the schemas that writes it anew.
    var listName: String { lowercased() }
}
