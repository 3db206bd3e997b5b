// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@testable import GnomeTransport

@Suite("What a broker's reply codes mean")
struct ReplyCodeTests {
    @Test(
        "A code says what to do",
        arguments: [
            (311, .invalid), (312, .notFound), (320, .unavailable), (402, .denied), (403, .denied), (404, .notFound),
            (405, .unavailable), (501, .retry), (505, .retry), (506, .unavailable), (530, .denied), (541, .unavailable),
        ] as [(UInt16, Disposition)])
    func disposition(code: UInt16, disposition: Disposition) {
        #expect(TransportError(replyCode: code, text: "", message: "No.").disposition == disposition)
    }

    @Test("A failed precondition is a difference in arguments only where something was declared")
    func precondition() {
        #expect(TransportError(replyCode: 406, text: "", message: "No.", isDeclaration: true).code == .mismatch)
        #expect(TransportError(replyCode: 406, text: "", message: "No.").code == .protocolViolation)
    }
}
