// SPDX-License-Identifier: Apache-2.0

import GnomeCore

extension MemoryTransaction {
    func keptAnswer(to key: String, of actor: String) -> KeptAnswer? {
        tables.keptAnswers[MemoryAnswerKey(actor: ExactText(actor), key: ExactText(key))]
    }

    func keep(_ answer: KeptAnswer) throws(StoreError) {
        try check(answer)
        guard tables.keptAnswers[answer.memoryKey] == nil else { throw .answerKept }
        tables.keptAnswers[answer.memoryKey] = answer
    }

    func replace(with answer: KeptAnswer) throws(StoreError) {
        try check(answer)
        guard tables.keptAnswers[answer.memoryKey] != nil else { throw .noAnswerKept }
        tables.keptAnswers[answer.memoryKey] = answer
    }

    func forgetAnswers(keptBefore moment: Timestamp) -> Int {
        let before = tables.keptAnswers.count
        tables.keptAnswers = tables.keptAnswers.filter { $0.value.keptAt >= moment }
        return before - tables.keptAnswers.count
    }
}

/// To whom and to what an answer was given.
struct MemoryAnswerKey: Hashable, Sendable {
    let actor: ExactText
    let key: ExactText
}

extension KeptAnswer {
    fileprivate var memoryKey: MemoryAnswerKey { MemoryAnswerKey(actor: ExactText(actor), key: ExactText(key)) }
}
