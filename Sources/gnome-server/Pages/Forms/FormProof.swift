// SPDX-License-Identifier: Apache-2.0

import GnomeService

/// What a form carries so that no other site can make a browser send it: a value that only our pages show.
struct FormProof: Sendable, Hashable {
    let value: String

    /// The name of the field.
    static let field = "proof"

    var html: HTML { "<input type=\"hidden\" name=\"\(Self.field)\" value=\"\(value)\">\n" }

    /// Whether a form carries it; the time it takes tells nothing of it.
    func isShown(by form: FormBody) -> Bool {
        !value.isEmpty && form[Self.field].map { Secrets.areEqual($0, value) } ?? false
    }
}
