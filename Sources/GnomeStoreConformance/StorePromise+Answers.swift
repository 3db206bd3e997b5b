// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore
import Testing

extension StorePromise {
    /// What stores promise of what is counted and kept for a day: wrong passwords and answers.
    public static let answers: [StorePromise] = [
        StorePromise("what was counted for a subject is kept until it is empty or old") { store in
            var throttle = LogInThrottle()
            for offset in [0, 5] as [Int64] { throttle.fail(at: moment(offset)) }
            let counted = throttle
            let read = try await store.write { (store) throws(StoreError) in
                let before = try store.logInThrottle(of: oddText)
                for _ in 0..<2 { try store.setLogInThrottle(counted, of: oddText) }
                try store.setLogInThrottle(LogInThrottle(failures: 1, lastFailure: moment(6)), of: "other")
                return [before, try store.logInThrottle(of: oddText), try store.logInThrottle(of: "third")]
            }
            #expect(read == [LogInThrottle(), counted, LogInThrottle()])
            let counts = try await store.write { (store) throws(StoreError) in
                let none = try store.forgetLogInThrottles(lastFailedBefore: moment(5))
                let one = try store.forgetLogInThrottles(lastFailedBefore: moment(6))
                let left = [
                    try store.logInThrottle(of: oddText).failures, try store.logInThrottle(of: "other").failures,
                ]
                try store.setLogInThrottle(LogInThrottle(), of: "other")
                return [none, one] + left + [try store.logInThrottle(of: "other").failures]
            }
            #expect(counts == [0, 1, 0, 1, 0])
        },
        StorePromise("an answer is kept once for who asked, and for a time") { store in
            let request = try digest(7)
            func answer(_ actor: String, _ key: String, at offset: Int64, bytes: Int = 3) -> KeptAnswer {
                KeptAnswer(
                    actor: actor, key: key, request: request, status: 201, headers: [oddText: oddText, "ETag": "1"],
                    body: [UInt8](repeating: 0, count: bytes), keptAt: moment(offset))
            }
            let answers = [
                answer("ann", oddText, at: 0), answer("bob", oddText, at: 1),
                answer("ann", "b", at: 2, bytes: KeptAnswer.mostBytes),
            ]
            try await store.write { (store) throws(StoreError) in for answer in answers { try store.keep(answer) } }
            for answer in answers {
                let kept = try await store.read { (store) throws(StoreError) in
                    try store.keptAnswer(to: answer.key, of: answer.actor)
                }
                #expect(kept == answer)
            }
            for (answer, code) in [
                (answer("ann", "b", at: 9), StoreError.Code.conflict),
                (answer("ann", "c", at: 9, bytes: KeptAnswer.mostBytes + 1), .invalid),
            ] {
                await store.refuses(code) {
                    try await $0.write { (store) throws(StoreError) in try store.keep(answer) }
                }
            }
            let given = answer("ann", "b", at: 2, bytes: 5)
            var expected = given
            (expected.status, expected.headers, expected.body) = (nil, [:], [])
            let replaced = try await store.write { [expected] (store) throws(StoreError) in
                try store.replace(with: expected)
                let before = try store.keptAnswer(to: "b", of: "ann")
                try store.replace(with: given)
                return [before, try store.keptAnswer(to: "b", of: "ann"), try store.keptAnswer(to: "b", of: "bob")]
            }
            #expect(replaced == [expected, given, nil])
            for (answer, code) in [
                (answer("bob", "b", at: 9), StoreError.Code.notFound),
                (answer("ann", "b", at: 9, bytes: KeptAnswer.mostBytes + 1), .invalid),
            ] {
                await store.refuses(code) {
                    try await $0.write { (store) throws(StoreError) in try store.replace(with: answer) }
                }
            }
            let left = try await store.write { (store) throws(StoreError) in
                (
                    try store.forgetAnswers(keptBefore: moment(1)), try store.keptAnswer(to: oddText, of: "ann"),
                    try store.keptAnswer(to: oddText, of: "bob")
                )
            }
            #expect(left == (1, nil, answers[1]))
        },
        StorePromise(
            "of transactions that keep an answer to the same request side by side, one is kept and the others not at all"
        ) {
            store in
            let request = try digest(7)
            let serials = try (1...8).map { try serial($0) }
            let kept: [Serial] = await withTaskGroup(of: Serial?.self) { group in
                for (number, serial) in serials.enumerated() {
                    group.addTask {
                        do throws(StoreError) {
                            return try await store.write { (store) throws(StoreError) in
                                let draft = ReceiverDraft(
                                    serial: serial, registration: .accepted, registeredAt: moment(0))
                                let id = try store.register(draft).id
                                let answer = KeptAnswer(
                                    actor: "ann", key: "k", request: request, status: number + 1, keptAt: moment(0))
                                try store.keep(answer)
                                return try store.receiver(id)?.serial
                            }
                        } catch {
                            #expect(error.code == .conflict)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { if let serial = $1 { $0.append(serial) } }
            }
            let (there, answer) = try await store.read { (store) throws(StoreError) in
                (try store.receivers(serials), try store.keptAnswer(to: "k", of: "ann"))
            }
            #expect(kept.count == 1 && Array(there.keys) == kept)
            #expect(answer?.status.map { serials[$0 - 1] } == kept.first)
        },
    ]
}
