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
            let left = try await store.write { (store) throws(StoreError) in
                (
                    try store.forgetAnswers(keptBefore: moment(1)), try store.keptAnswer(to: oddText, of: "ann"),
                    try store.keptAnswer(to: oddText, of: "bob")
                )
            }
            #expect(left == (1, nil, answers[1]))
        },
    ]
}
