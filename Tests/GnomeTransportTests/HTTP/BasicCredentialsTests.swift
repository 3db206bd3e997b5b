// SPDX-License-Identifier: Apache-2.0

import GnomeTransport
import Testing

@Suite("Basic credentials")
struct BasicCredentialsTests {
    @Test(
        "Reads a name and a password",
        arguments: [
            ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"),  // RFC 7617 §2
            ("basic dGVzdDoxMjPCow==", "test", "123£"),  // RFC 7617 §2.1
            ("BASIC YTo=", "a", ""),
            ("Basic OmI=", "", "b"),
            ("Basic YTpiOmM=", "a", "b:c"),
        ])
    func reads(authorization: String, user: String, password: String) throws {
        let credentials = try #require(BasicCredentials(authorization: authorization))
        #expect(credentials.user == user)
        #expect(credentials.password == password)
        #expect(BasicCredentials(authorization: credentials.authorization) == credentials)
    }

    @Test(
        "Takes nothing else",
        arguments: [
            "", "Basic", "Basic ", "Bearer YTpi", "YTpi", "Basic  YTpi", "Basic YTpi ", "Basic\tYTpi",
            "Basic YTpi, Basic YTpi", "Basic YTo", "Basic YTp=", "Basic YT pi", "Basic YTpi====", "Basic YTpi\n",
            "Basic YTo_", "Basic YWI=",  // "ab", no colon
            "Basic YTr/",  // no UTF-8
            "Basic YToA",  // a NUL
            "Basic YTpiCg==",  // a line break
            "Basic YTp=YTpi", "Basic YTqi=", "Basic YTpj\u{0}",
            "Basic OmJ=",  // bits left over that are not zero
        ])
    func refuses(authorization: String) {
        #expect(BasicCredentials(authorization: authorization) == nil)
    }

    @Test("A name with a colon can't be sent")
    func colon() {
        #expect(BasicCredentials(user: "a:b", password: "c") == nil)
    }

    @Test("Printing shows neither the name nor the password")
    func printing() throws {
        let credentials = try #require(BasicCredentials(user: "station-7", password: "canary-secret"))
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("canary"))
            #expect(!text.contains("station-7"))
        }
    }
}
