// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeTransport

@Suite("Dates in headers")
struct HTTPDateTests {
    @Test(
        "a date is written as HTTP does, and read again",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
        ])
    func vectors(seconds: Int64, text: String) {
        #expect(Timestamp(seconds: seconds).httpDate == text)
        #expect(Timestamp(httpDate: text) == Timestamp(seconds: seconds))
    }

    @Test(
        "what is no such date is not read",
        arguments: [
            "", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nox 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z",
        ])
    func others(text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }
}
