// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("People")
struct PeopleTests {
    static let ann = LoginName("ann.lee@example.org")
    static let policy = PasswordPolicy(common: ["correcthorsebatterystaple", "qwertyuiop123", "dragon", "123456"])

    @Test(
        "Long passwords of any characters are taken",
        arguments: [
            "four words put together", "dragons dance", "dragon 12 eats 7", "鳥が一羽、島にいます。静かに", " leading and trailing ",
            "tab\there, and a NUL \u{0} too",
            "🐦🐤🐣🦅🦉🦆🐧🐔🦜🦢🦩🕊", "pass word pass phrase 7", "a1b2c3d4e5f6g7h8".padded(to: 128),
            "sixty four ".padded(to: 1024),
        ])
    func taken(password: String) throws {
        let ann = try #require(Self.ann)
        #expect(Self.policy.problem(with: password, of: ann) == nil)
    }

    @Test(
        "Passwords that are guessed first are refused",
        arguments: [
            "", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababab", "QWERTYUIOP123",
            "CorrectHorseBatteryStaple",
            "dragon123456", "!!2026Dragon!!", "dragonDRAGON", "Dragondragon99", "123456123456", "123456789012",
            "987654321098",
            "abcdefghijklm", "sensorgnome1", "ann.lee@example.org", "ann.leeann.lee", "motusmotus12",
            "x".padded(to: 1025),
        ])
    func refused(password: String) throws {
        let ann = try #require(Self.ann)
        #expect(Self.policy.problem(with: password, of: ann)?.name == "password")
    }

    @Test("What is wrong with a password is said without repeating it")
    func silence() throws {
        let ann = try #require(Self.ann)
        let problem = try #require(Self.policy.problem(with: "hunter2", of: ann))
        #expect(!"\(problem)".contains("hunter2"))
    }

    @Test(
        "Names to log in with are ASCII, without case",
        arguments: [("Ann", "ann"), ("b.c-d_e+f@g.org", "b.c-d_e+f@g.org")])
    func logins(text: String, expected: String) {
        #expect(LoginName(text)?.text == expected)
    }

    @Test("What is no name to log in with is none", arguments: ["", "a", "1ab", "аnn", "a b", "a\n", "ann\u{0}", "-x"])
    func noLogins(text: String) {
        #expect(LoginName(text) == nil)
    }

    @Test("A disabled administrator may no more than anybody")
    func disabled() throws {
        var person = Person(
            id: PersonID(rawValue: 1), login: try #require(Self.ann), name: "Ann", isAdministrator: true,
            createdAt: Timestamp(seconds: 0))
        #expect(person.principal == Principal(.administrator))
        person.disabledAt = Timestamp(seconds: 1)
        #expect(person.principal == .anonymous)
    }
}

@Suite("Wrong passwords in a row")
struct LogInThrottleTests {
    @Test("The first tries are free, then waits double up to their bound, and the wait ends by itself")
    func waits() {
        var throttle = LogInThrottle()
        var now = Timestamp(seconds: 1_000_000)
        var waits: [Duration] = []
        for _ in 0..<20 {
            waits.append(throttle.wait(at: now))
            now = now.advanced(by: throttle.wait(at: now))
            #expect(throttle.wait(at: now) == .zero)
            throttle.fail(at: now)
        }
        let seconds = waits.map { Int($0.components.seconds) }
        #expect(seconds == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512] + Array(repeating: 900, count: 6))
    }

    @Test("The right password forgets all, and so does a day without a wrong one")
    func forgetting() {
        var throttle = LogInThrottle()
        let start = Timestamp(seconds: 1_000_000)
        for _ in 0..<30 { throttle.fail(at: start) }
        #expect(throttle.wait(at: start) == LogInThrottle.longestWait)
        #expect(throttle.wait(at: start.advanced(by: LogInThrottle.memory)) == .zero)
        throttle.fail(at: start.advanced(by: LogInThrottle.memory))
        #expect(throttle.failures == 1)
        throttle.succeed()
        #expect(throttle == LogInThrottle())
        throttle.forgive()
        #expect(throttle == LogInThrottle())
        for _ in 0..<3 { throttle.fail(at: start) }
        throttle.forgive()
        #expect(throttle.failures == 2)
        #expect(throttle.wait(at: start, free: 2) == .seconds(2) && throttle.wait(at: start, free: 3) == .zero)
    }

    @Test("A clock that was set back does not lengthen the wait, nor shorten it")
    func clock() {
        var throttle = LogInThrottle()
        let start = Timestamp(seconds: 1_000_000)
        for _ in 0..<6 { throttle.fail(at: start) }
        #expect(throttle.wait(at: start.advanced(by: .seconds(-86_400))) == .seconds(4))
    }
}

@Suite("Lives of sessions")
struct SessionLifeTests {
    @Test(
        "A session ends after half an hour of rest, and after twelve hours in any case",
        arguments: [(0, 1799, true), (0, 1800, false), (43_000, 43_199, true), (43_100, 43_200, false)])
    func ends(lastUsed: Int64, now: Int64, isAlive: Bool) {
        let start = Timestamp(seconds: 1_000_000)
        let life = SessionLife(begun: start, lastUsed: start.advanced(by: .seconds(lastUsed)))
        #expect(life.isAlive(at: start.advanced(by: .seconds(now))) == isAlive)
    }
}

extension String {
    /// The text over and over, cut at a number of bytes.
    fileprivate func padded(to bytes: Int) -> String {
        String(decoding: String(repeating: self, count: bytes).utf8.prefix(bytes), as: UTF8.self)
    }
}
