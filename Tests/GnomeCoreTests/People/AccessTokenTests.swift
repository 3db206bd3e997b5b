// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Tokens as the server knows them")
struct AccessTokenTests {
    private static func token(uses: Int = 0, revokedAt: Timestamp? = nil) throws -> AccessToken {
        AccessToken(
            id: TokenID(rawValue: 1), digest: try #require(KeyDigest(bytes: Array(0..<32))),
            terms: TokenTerms(.enrolment, label: "crew", mostUses: 2, expiresAt: Timestamp(seconds: 100)), uses: uses,
            createdAt: Timestamp(seconds: 0), revokedAt: revokedAt)
    }

    @Test(
        "A token is taken until it is used up, expired or revoked",
        arguments: [
            (0, nil, 99, nil), (1, nil, 99, nil), (2, nil, 99, .usedUp), (0, nil, 100, .expired),
            (3, nil, 101, .expired),
            (0, 50, 40, .revoked),
        ] as [(Int, Int64?, Int64, AccessToken.Refusal?)])
    func refusal(uses: Int, revoked: Int64?, now: Int64, refusal: AccessToken.Refusal?) throws {
        let token = try Self.token(uses: uses, revokedAt: revoked.map { Timestamp(seconds: $0) })
        #expect(token.refusal(at: Timestamp(seconds: now)) == refusal)
    }

    @Test("A use is worth writing down a minute after the last one, of tokens and of sessions")
    func grain() throws {
        var token = try Self.token()
        #expect(token.isWorthNoting(at: Timestamp(seconds: 0)))
        token.lastUsedAt = Timestamp(seconds: 0)
        let life = SessionLife(begun: Timestamp(seconds: 0), lastUsed: Timestamp(seconds: 0))
        for (seconds, isWorth) in [(-100, false), (59, false), (60, true)] as [(Int64, Bool)] {
            #expect(token.isWorthNoting(at: Timestamp(seconds: seconds)) == isWorth)
            #expect(life.isWorthNoting(at: Timestamp(seconds: seconds)) == isWorth)
        }
    }

    @Test("Terms are refused with the name of the field")
    func problems() {
        #expect(TokenTerms(.api, label: "x", mostUses: 1).problems == [])
        #expect(TokenTerms(.api, label: "", mostUses: 0).problems.map(\.name) == ["label", "mostUses"])
    }
}
