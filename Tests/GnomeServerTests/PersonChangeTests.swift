// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport
import Testing

@testable import gnome_server

@Suite("What is said anew of a person", .timeLimit(.minutes(5)))
struct PersonChangeTests {
    /// A server with Ann, its administrator, and Bo, whose number at Motus is 161; and what proves who Ann is.
    private static func server() async throws -> (ApplicationBench, secret: String) {
        let bench = ApplicationBench()
        let code = try #require(try await bench.context.access.makeSetUpCode(at: ApplicationBench.now))
        let secret = try await bench.enter("/setup", #""code":"\#(code)""#, "ann")
        let issued = try await bench.make("/people/invitations", #"{"label":"x"}"#)
        let invitation = try #require(issued["token"]?.text)
        _ = try await bench.enter("/invitations/accept", #""invitation":"\#(invitation)""#, "bo")
        #expect(try await put(bench, #"{"name":"Bo","motusID":161}"#).number == .integer(161))
        return (bench, secret)
    }

    private static func put(
        _ bench: ApplicationBench, _ body: String
    ) async throws -> (status: Int, number: JSONValue?) {
        let answer = try await bench.ask("PUT", "/api/v1/people/2", headers: ApplicationBench.console, body: body)
        return (answer.status, JSONValue(bytes: answer.body)?["motusID"])
    }

    @Test("an account at Motus stays where nothing is said of it, and null takes it away")
    func binding() async throws {
        let (bench, _) = try await Self.server()
        #expect(try await Self.put(bench, #"{"name":"Bo Lee"}"#).number == .integer(161))
        #expect(try await Self.put(bench, #"{"name":"Bo Lee","isDisabled":true}"#).number == .integer(161))
        #expect(try await Self.put(bench, #"{"name":"Bo Lee"}"#).number == .integer(161))
        #expect(try await Self.put(bench, #"{"name":"Bo Lee","motusID":null}"#) == (200, nil))
    }

    @Test("who is kept out keeps their account at Motus, by which they would come in anew")
    func keptOut() async throws {
        let (bench, _) = try await Self.server()
        for number in ["null", "162"] {
            let body = #"{"name":"Bo","isDisabled":true,"motusID":\#(number)}"#
            #expect(try await Self.put(bench, body).status == 409, "together")
            #expect(try await Self.put(bench, #"{"name":"Bo","isDisabled":true}"#).status == 200)
            #expect(try await Self.put(bench, body).status == 409, "later")
            #expect(try await Self.put(bench, #"{"name":"Bo"}"#).number == .integer(161))
        }
    }

    @Test("the field that is emptied on the page takes the account at Motus away")
    func page() async throws {
        let (bench, secret) = try await Self.server()
        let headers: HTTPHeaders = [
            "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "\(HTTPRequestHead.sessionCookie)=\(secret)",
        ]
        let proof = FormProof(ofSession: secret).value
        for (number, kept) in [("162", JSONValue.integer(162)), ("", nil)] {
            let sent = try await bench.ask(
                "POST", "/people/2/edit", headers: headers, body: "proof=\(proof)&name=Bo&motusID=\(number)")
            #expect(sent.status == 303)
            let person = try await bench.ask("GET", "/api/v1/people/2", headers: ApplicationBench.console)
            #expect(person.status == 200 && JSONValue(bytes: person.body)?["motusID"] == kept)
        }
    }
}
