// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// What a form carries so that no other site can make a browser send it: a value that only our pages show.
struct FormProof: Sendable, Hashable {
    let value: String

    /// The name of the field.
    static let field = "proof"

    var html: HTML { "<input type=\"hidden\" name=\"\(Self.field)\" value=\"\(value)\">\n" }

    /// What the forms of a session carry: it follows from the session's secret, and nobody can go back from it.
    init(ofSession secret: String) {
        value = Secrets.hmacSHA256(Array("form".utf8), key: Array(secret.utf8)).hex
    }

    init(value: String) { self.value = value }

    /// Whether a form carries it; the time it takes tells nothing of it.
    func isShown(by form: FormBody) -> Bool {
        !value.isEmpty && form[Self.field].map { Secrets.areEqual($0, value) } ?? false
    }
}
