// SPDX-License-Identifier: Apache-2.0

extension String {
    /// What a text in small letters that has this in it is like, with `!` before what would stand for anything.
    var searchPattern: String {
        let escaped = lowercased().reduce(into: "") { pattern, character in
            if "!%_".contains(character) { pattern.append("!") }
            pattern.append(character)
        }
        return "%\(escaped)%"
    }
}
