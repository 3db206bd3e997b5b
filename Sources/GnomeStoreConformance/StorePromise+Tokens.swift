// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What `TokenReading` and `TokenWriting` promise.
    public static let tokens: [StorePromise] = [
        StorePromise("a token is read back as it was issued, whatever it is for") { store in
            let (project, person) = (try await store.addProject("a"), try await store.addPerson("ann"))
            var drafts = TokenText.Kind.allCases.map { tokenDraft($0) }
            drafts[0].terms = TokenTerms(
                .api, label: "all é🐦", person: person.id, project: project.id, station: StationID(rawValue: .max),
                role: .operator, isForAdministrator: true, scopes: Set(Permission.allCases), mostUses: 3,
                expiresAt: moment(99))
            drafts[0].createdBy = PersonID(rawValue: 77)
            drafts[1].terms.scopes = []
            let wanted = drafts
            let tokens = try await store.write { (store) throws(StoreError) in
                var tokens: [AccessToken] = []
                for draft in wanted { tokens.append(try store.issue(draft)) }
                return tokens
            }
            for (draft, token) in zip(wanted, tokens) {
                let expected = AccessToken(
                    id: token.id, digest: draft.digest, terms: draft.terms, createdAt: moment(0),
                    createdBy: draft.createdBy)
                #expect(token == expected)
                let read = try await store.read { (store) throws(StoreError) in try store.token(token.id) }
                #expect(read == expected)
            }
            let none = TokenID(rawValue: 99)
            let missing = try await store.read { (store) throws(StoreError) in try store.token(none) }
            #expect(missing == nil)
            await store.refuses(.notFound) {
                try await $0.write { (store) throws(StoreError) in try store.revoke(none, at: moment(0)) }
            }
            for (draft, code) in [
                (tokenDraft(.api, person: PersonID(rawValue: 99)), StoreError.Code.notFound),
                (tokenDraft(.enrolment, project: ProjectID(rawValue: 99)), .notFound),
                (tokenDraft(.api, label: ""), .invalid),
            ] {
                await store.refuses(code) {
                    try await $0.write { (store) throws(StoreError) in try store.issue(draft) }
                }
            }
        },
        StorePromise("tokens are listed newest first, by kind, person, project and station") { store in
            let (project, person) = (try await store.addProject("a"), try await store.addPerson("ann"))
            let station = StationID(rawValue: 5)
            let drafts = [
                tokenDraft(.api, person: person.id), tokenDraft(.reset, person: person.id),
                tokenDraft(.enrolment, project: project.id),
                tokenDraft(.landowner, project: project.id, station: station),
                tokenDraft(.api, person: person.id),
            ]
            let ids = try await store.write { (store) throws(StoreError) in
                var ids: [TokenID] = []
                for draft in drafts { ids.append(try store.issue(draft).id) }
                try store.revoke(ids[0], at: moment(0))
                return ids
            }
            func found(_ filter: TokenFilter, before: TokenID? = nil, limit: Int = 9) async throws -> [Int] {
                try await store.read { (store) throws(StoreError) in
                    try store.tokens(matching: filter, before: before, limit: limit)
                }.compactMap { ids.firstIndex(of: $0.id) }
            }
            #expect(try await found(TokenFilter()) == [4, 3, 2, 1, 0])
            #expect(try await found(TokenFilter(), before: ids[3], limit: 2) == [2, 1])
            #expect(try await found(TokenFilter(kind: .api)) == [4, 0])
            #expect(try await found(TokenFilter(person: person.id)) == [4, 1, 0])
            #expect(try await found(TokenFilter(kind: .reset, person: person.id)) == [1])
            #expect(try await found(TokenFilter(project: project.id)) == [3, 2])
            #expect(try await found(TokenFilter(station: station)) == [3])
            #expect(try await found(TokenFilter(person: PersonID(rawValue: 99))) == [])
        },
        StorePromise("of many tasks that use a token, as many succeed as it allows") { store in
            var draft = tokenDraft(.invitation)
            draft.terms.mostUses = 3
            let wanted = draft
            let token = try await store.write { (store) throws(StoreError) in try store.issue(wanted) }
            let uses = try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await store.write { (store) throws(StoreError) in try store.use(token.id, at: moment(5)) }?
                            .uses
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(uses.compactMap(\.self).sorted() == [1, 2, 3])
            let read = try await store.read { (store) throws(StoreError) in try store.token(token.id) }
            #expect(read?.uses == 3 && read?.lastUsedAt == moment(5))
        },
        StorePromise("a token is not used once it is expired or revoked, nor one that is not there") { store in
            var draft = tokenDraft(.api)
            draft.terms.expiresAt = moment(10)
            let wanted = draft
            let answers = try await store.write { (store) throws(StoreError) in
                let token = try store.issue(wanted)
                let uses = [
                    try store.use(token.id, at: moment(9)), try store.use(token.id, at: moment(10)),
                    try store.use(TokenID(rawValue: 99), at: moment(0)),
                ]
                let revoked = [try store.revoke(token.id, at: moment(7)), try store.revoke(token.id, at: moment(8))]
                return (uses + [try store.use(token.id, at: moment(9))], revoked)
            }
            #expect(answers.0.map { $0?.uses } == [1, nil, nil, nil])
            #expect(answers.1.map(\.revokedAt) == [moment(7), moment(7)])
        },
        StorePromise("the last use of a token is written down once a minute, and counts for nothing") { store in
            let draft = tokenDraft(.api)
            let token = try await store.write { (store) throws(StoreError) in try store.issue(draft) }
            for (now, lastUsed) in [(5, 5), (60_000_004, 5), (60_000_005, 60_000_005)] as [(Int64, Int64)] {
                let read = try await store.write { (store) throws(StoreError) in
                    try store.touch(token.id, at: moment(now))
                    return try store.token(token.id)
                }
                #expect(read?.lastUsedAt == moment(lastUsed) && read?.uses == 0)
            }
        },
        StorePromise(
            "tokens are forgotten once they have been over or taken back for long, and no number is given again"
        ) {
            store in
            let left = try await store.write { (store) throws(StoreError) in
                func issue(expiringAt end: Int64?) throws(StoreError) -> TokenID {
                    var draft = tokenDraft(.api)
                    draft.terms.expiresAt = end.map { moment($0) }
                    return try store.issue(draft).id
                }
                let kept = [
                    try issue(expiringAt: nil), try issue(expiringAt: 5), try issue(expiringAt: 9),
                    try issue(expiringAt: nil),
                ]
                try store.revoke(kept[3], at: moment(5))
                let gone = [
                    try issue(expiringAt: 4), try issue(expiringAt: 9), try issue(expiringAt: nil),
                ]
                try store.revoke(gone[1], at: moment(4))
                try store.revoke(gone[2], at: moment(4))
                let count = try store.forgetTokens(endedBefore: moment(5))
                let tokens = try store.tokens(matching: TokenFilter(), before: nil, limit: 99).map(\.id)
                return (count, tokens == kept.reversed(), try issue(expiringAt: nil) > gone[2])
            }
            #expect(left == (3, true, true))
        },
    ]
}

func tokenDraft(
    _ kind: TokenText.Kind, label: String = "x", person: PersonID? = nil, project: ProjectID? = nil,
    station: StationID? = nil
) -> TokenDraft {
    TokenDraft(
        TokenTerms(kind, label: label, person: person, project: project, station: station), digest: someDigest,
        createdAt: moment(0), createdBy: nil)
}

/// Any digest.
private let someDigest: KeyDigest = {
    guard let digest = KeyDigest(bytes: Array(0..<32)) else { preconditionFailure("32 bytes are a digest") }
    return digest
}()
