// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("For how long observations are kept")
struct RetentionPolicyTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)
    private static let day = Duration.seconds(86_400)

    @Test("a policy without rules keeps all, and one with any rule does not")
    func keepsAll() {
        #expect(RetentionPolicy().keepsAll)
        #expect(RetentionPolicy(rules: [.port: .init()]).keepsAll)
        #expect(!RetentionPolicy(rules: [.port: .init(hour: Self.day)]).keepsAll)
        #expect(!RetentionPolicy(others: .init(day: Self.day)).keepsAll)
    }

    @Test("a class has its own rule or that of all others")
    func rules() {
        let policy = RetentionPolicy(rules: [.port: .init(raw: Self.day)], others: .init(raw: Self.day * 2))
        #expect(policy.cut(of: .port, .raw, at: Self.noon)?.before == Self.noon.advanced(by: .zero - Self.day))
        #expect(policy.cut(of: .metric, .raw, at: Self.noon)?.before == Self.noon.advanced(by: Self.day * -2))
        #expect(policy.cut(of: .port, .hour, at: Self.noon) == nil)
        #expect(policy.cuts(of: [.port, .metric], at: Self.noon).count == 2)
        #expect(policy.cutOfAll(at: Self.noon) == Self.noon.advanced(by: Self.day * -2))
    }

    @Test(
        "what is close may go sooner than what it is summed up in, and not later",
        arguments: [
            (nil, nil, nil, true), (1, 2, 3, true), (1, 1, nil, true), (1, nil, nil, true), (nil, 1, nil, false),
            (2, 1, nil, false), (1, 3, 2, false), (1, nil, 2, false),
        ] as [(Int?, Int?, Int?, Bool)])
    func order(raw: Int?, hour: Int?, day: Int?, isOrdered: Bool) {
        let rule = RetentionPolicy.Rule(
            raw: raw.map { Self.day * $0 }, hour: hour.map { Self.day * $0 }, day: day.map { Self.day * $0 })
        #expect(rule.isOrdered == isOrdered)
    }
}
