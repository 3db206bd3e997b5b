// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("The signature of a webhook")
struct WebhookSignatureTests {
    private let code = (0..<32).map { UInt8($0 * 7 % 256) }

    @Test("is read back from its header, also with parts that a later version adds")
    func header() {
        let signature = WebhookSignature(seconds: 1_777_636_800, code: code)
        #expect(WebhookSignature(headerValue: signature.headerValue) == signature)
        #expect(WebhookSignature(headerValue: "v2=zz, " + signature.headerValue) == signature)
    }

    @Test(
        "is not read from anything else",
        arguments: [
            "", "t=1", "v1=00", "t=x,v1=\(String(repeating: "0", count: 64))",
            "t=1,v1=\(String(repeating: "g", count: 64))",
            "t=1,v1=\(String(repeating: "0", count: 62))",
        ])
    func malformed(value: String) { #expect(WebhookSignature(headerValue: value) == nil) }

    @Test(
        "counts for five minutes to either side",
        arguments: [(0, true), (300, true), (-300, true), (301, false), (-301, false), (Int64.max, false)])
    func window(offset: Int64, isFresh: Bool) {
        let sent = offset == .max ? offset : 1_777_636_800 + offset
        #expect(WebhookSignature(seconds: sent, code: code).isFresh(at: Timestamp(seconds: 1_777_636_800)) == isFresh)
    }
}
