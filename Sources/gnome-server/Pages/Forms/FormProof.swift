// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// What a form carries so that no other site can make a browser send it: a value that only our pages show.
struct FormProof: Sendable, Hashable {
    let value: String

    /// The name of the field.
    static let field = "proof"
    /// The header that carries it where a browser's session uses the API.
    static let header = "Gnome-Proof"
    /// Of who has no session.
    static let none = FormProof(value: "")

    var html: HTML { "<input type=\"hidden\" name=\"\(Self.field)\" value=\"\(value)\">\n" }

    /// What the forms of a session carry: it follows from the session's secret, and nobody can go back from it.
    init(ofSession secret: String) {
        value = Secrets.hmacSHA256(Array("form".utf8), key: Array(secret.utf8)).hex
    }

    init(value: String) { self.value = value }

    /// Whether a form carries it.
    func isShown(by form: FormBody) -> Bool { form[Self.field].map(isShown(as:)) ?? false }

    /// Whether a text is it; the time it takes tells nothing of it.
    func isShown(as text: String) -> Bool { !value.isEmpty && Secrets.areEqual(text, value) }
}
