// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

@testable import GnomeService

@Suite("Hashes of passwords", .timeLimit(.minutes(5)))
struct PasswordTests {
    @Test("are argon2id at two passes over 64 MiB, and each other than the last")
    func usual() async throws {
        let hasher = PasswordHasher()
        let hashes = [try await hasher.hash("secret"), try await hasher.hash("secret")]
        #expect(hashes.allSatisfy { $0.hasPrefix("$argon2id$v=19$m=65536,t=2,p=1$") })
        #expect(hashes[0] != hashes[1])
        #expect(try await hasher.isRight("secret", hash: hashes[0]))
        #expect(!hasher.isOutdated(hashes[0]))
        #expect(PasswordHasher(cost: .least).isOutdated(hashes[0]))
    }

    @Test(
        "take every byte of a password",
        arguments: [
            ("four words", "four words "), ("a\u{0}b", "a\u{0}c"), ("a\u{0}b", "a"), ("é", "e\u{301}"), ("ß", "ss"),
            (String(repeating: "x", count: 1024), String(repeating: "x", count: 1023)), ("", " "),
        ])
    func bytes(right: String, wrong: String) async throws {
        let hasher = PasswordHasher(cost: .least)
        let hash = try await hasher.hash(right)
        #expect(try await hasher.isRight(right, hash: hash))
        #expect(try await !hasher.isRight(wrong, hash: hash))
    }

    @Test("what is no hash is nobody's", arguments: [nil, "", "x", "$argon2id$", String(repeating: "x", count: 500)])
    func none(hash: String?) async throws {
        let hasher = PasswordHasher(cost: .least)
        #expect(try await !hasher.isRight("", hash: hash))
    }

    @Test("no more are made or wait than the limit says, and the others are told to come again")
    func limit() async throws {
        let hasher = PasswordHasher(limit: 4)
        let codes = await withTaskGroup(of: StoreError.Code?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do throws(StoreError) {
                        _ = try await hasher.hash("secret")
                        return nil
                    } catch { return error.code }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.contains(nil) && codes.contains(.unavailable))
        #expect(Set(codes) == [nil, .unavailable])
        // Who comes later finds room.
        _ = try await hasher.hash("secret")
    }

    @Test("however many are asked for at once, no more are made at once than there are lanes, which bounds the memory")
    func atOnce() async throws {
        let hasher = PasswordHasher(limit: 24)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<24 { group.addTask { _ = try await hasher.hash("secret") } }
            try await group.waitForAll()
        }
        #expect(hasher.tally.hashes == 24)
        #expect(hasher.tally.mostAtOnce == PasswordHasher.lanes)
    }

    @Test("the list of Debian holds thousands of common passwords, and no comment")
    func common() throws {
        let common = try #require(CommonPasswords.read(), "the package john-data is missing: scripts/setup build")
        #expect(common.count >= 3000)
        #expect(common.contains("password") && common.contains("123456"))
        #expect(!common.contains { $0.hasPrefix("#!comment") })
        #expect(CommonPasswords.read(from: "/nowhere") == nil)
        let policy = PasswordPolicy(common: common)
        let ann = try #require(LoginName("ann"))
        for guess in ["Iloveyou12345", "qwertyuiop!!", "123456123456", "football2026", "dragondragon"] {
            #expect(policy.problem(with: guess, of: ann) != nil, "\(guess)")
        }
        #expect(policy.problem(with: AccessBench.password, of: ann) == nil)
    }
}
