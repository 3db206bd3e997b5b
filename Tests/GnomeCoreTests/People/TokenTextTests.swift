// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Tokens as people see them")
struct TokenTextTests {
    static let secret = (0..<32).map { UInt8($0 * 7) }

    @Test("A token is read back as it was written", arguments: TokenText.Kind.allCases, [0, 1, 42, .max] as [Int64])
    func roundTrip(kind: TokenText.Kind, id: Int64) throws {
        let token = TokenText(kind: kind, id: id, secret: Self.secret)
        #expect(TokenText("\(token)") == token)
        #expect("\(token)".hasPrefix("gnome_\(kind.rawValue)_\(id)_"))
    }

    @Test("A token with one character changed is none, wherever it is changed")
    func oneCharacter() {
        let text = Array("\(TokenText(kind: .api, id: 12, secret: Self.secret))")
        for index in text.indices {
            for other in "0a_9" where other != text[index] {
                var wrong = text
                wrong[index] = other
                #expect(TokenText(String(wrong)) == nil, "character \(index) as \(other)")
            }
        }
    }

    @Test(
        "What is no token is none",
        arguments: ["", "gnome", "gnome_api_1_", "gnome_api_-1_00", "gnome_api_01_00", "gnome_api_1_zz", "____", "é"])
    func noTokens(text: String) {
        #expect(TokenText(text) == nil)
    }

    @Test(
        "A token is found at the end of the link by which it was handed out",
        arguments: ["", "http://127.0.0.1:8080/reset?link=", "https://gnome_server.example.org/invitation?invitation="])
    func link(before: String) {
        let token = TokenText(kind: .reset, id: 42, secret: Self.secret)
        #expect(TokenText(atEndOf: "\(before)\(token)") == token)
        #expect(TokenText(atEndOf: "\(before)\(token)&next=/") == nil)
        #expect(TokenText(atEndOf: "\(before)gnome_reset_42_") == nil)
        #expect(TokenText(atEndOf: before) == nil)
    }
}
