// SPDX-License-Identifier: Apache-2.0

package import GnomeCore

extension Timestamp {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // 1970-01-01 was a Thursday.
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
    package var httpDate: String {
        let civil = CivilTime(self)
        let sinceMidnight = Int64((civil.hour * 60 + civil.minute) * 60 + civil.second)
        let dayNumber = (microseconds / 1_000_000 - sinceMidnight) / 86_400
        let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        let weekday = Self.days[Int((dayNumber % 7 + 7) % 7)]
        let time = [civil.hour, civil.minute, civil.second].map(twoDigits).joined(separator: ":")
        return "\(weekday), \(twoDigits(civil.day)) \(Self.months[civil.month - 1]) \(civil.year) \(time) GMT"
    }

    /// A moment as HTTP writes it; nothing for anything else.
    package init?(httpDate text: String) {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = Self.months.firstIndex(of: String(words[2])) else {
            return nil
        }
        self.init("\(words[3])-\(month < 9 ? "0" : "")\(month + 1)-\(words[1])T\(words[4])Z")
        guard httpDate == text else { return nil }
    }
}
