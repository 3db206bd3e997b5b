// SPDX-License-Identifier: Apache-2.0

/// What Motus answers where it does not do what it was asked: `{"errorCode": …, "errorMsg": …}` (`motus.md` §3.3).
public struct MotusFault: Sendable, Hashable {
    /// What is wrong, for programs.
    public var code: String
    /// What Motus has for the time, where it says so: `20181023082005`.
    public var date: String?

    /// A fault of these parts.
    public init(code: String, date: String? = nil) {
        self.code = code
        self.date = date
    }

    /// Reads an answer; nothing where it tells of no fault.
    public init?(_ answer: JSONValue) {
        guard let code = answer["errorCode"]?.text else { return nil }
        self.init(code: code)
        if let date = answer["date-token"]?.text, date.utf8.count == 14,
            date.utf8.allSatisfy({ (48...57).contains($0) })
        {
            self.date = date
        }
    }

    /// Whether the name and the password that were sent prove nothing there.
    public var isOfLogIn: Bool { ["invalid-login", "login-error", "auth-error"].contains(code) }

    /// Whether the time that was sent is too far from Motus' own.
    public var isOfDate: Bool { code == "auth-expired" }
}

extension Timestamp {
    /// The moment as Motus wants it with each call, to the second in UTC: `20181023082005`.
    public var motusDate: String {
        let time = CivilTime(self)
        var text = ""
        text.append(digits: time.year, width: 4)
        for part in [time.month, time.day, time.hour, time.minute, time.second] { text.append(digits: part, width: 2) }
        return text
    }
}
