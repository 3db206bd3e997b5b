// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeTransport
import StandInMotus
import TestSupport
import Testing

@Suite("Motus' metadata API", .timeLimit(.minutes(5)))
struct MotusClientTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)
    private static let password = "pass & wörd=1%2 \"quoted\""

    private static func lend(_ body: @Sendable (StandInMotus, MotusClient) async throws -> Void) async throws {
        try await StandInMotus.lend(now: { noon }) { motus, url in
            motus.accounts = [
                .init("ann", password: password, user: 161, userType: "administrator", projects: [7: "Great Lakes"])
            ]
            try await body(motus, try client(url))
        }
    }

    private static func client(
        _ url: String, timeout: Duration = MotusClient.timeout, authorities: String? = nil
    ) throws -> MotusClient {
        MotusClient(
            try MotusAddress(url: url), http: CurlClient(authorities: authorities), timeout: timeout, now: { noon })
    }

    private func error(
        _ client: MotusClient, _ login: String = "ann", _ password: String = password
    ) async -> TransportError? {
        await #expect(throws: TransportError.self) { try await client.account(login, password: password) }
    }

    @Test("who somebody is comes back, and what proves it went in the body and never in the address")
    func account() async throws {
        try await Self.lend { motus, client in
            let account = try await client.account("ann", password: Self.password)
            #expect(
                account
                    == MotusAccount(
                        user: 161, emailAddress: "ann@example.org", userType: "administrator", projects: [7]))
            let call = try #require(motus.calls.first)
            #expect(call.head.method == "POST" && call.head.target == "/api/user/validate")
            #expect(call.members?["date"]?.text == "20260501120000")
            #expect(call.members?["pword"]?.text == Self.password)
            // Else an administrator of Motus would be told all projects.
            #expect(call.members?["adminReturnsAll"]?.text == "false")
        }
    }

    @Test("a wrong name, a wrong password and a locked account are told the same")
    func denied() async throws {
        try await Self.lend { motus, client in
            let errors = [await error(client, "eve"), await error(client, "ann", "wrong")]
            motus.accounts[0].isLocked = true
            for error in errors + [await error(client)] {
                #expect(error?.code == .denied && error?.detail == nil)
                #expect(error?.message == errors[0]?.message)
            }
        }
    }

    @Test("where Motus has another time, it is asked once more with that")
    func date() async throws {
        try await Self.lend { motus, client in
            motus.lag = .seconds(3600)
            let account = try await client.account("ann", password: Self.password)
            #expect(account.user == 161)
            #expect(motus.calls.map { $0.members?["date"]?.text } == ["20260501120000", "20260501110000"])
        }
    }

    @Test(
        "whatever else comes is no proof, is told without a word of what was sent or answered, and no redirect is followed",
        arguments: StandInMotus.Mood.allCases.filter { $0 != .silent })
    func moods(mood: StandInMotus.Mood) async throws {
        try await Self.lend { motus, client in
            motus.mood = mood
            let error = try #require(await error(client))
            let expected: TransportError.Code =
                switch mood {
                case .broken, .overloaded: .unreachable
                case .databaseError: .rejected
                case .page, .otherAnswer, .cut, .endless, .redirect, .silent: .protocolViolation
                }
            #expect(error.code == expected)
            #expect(motus.calls.count == 1)
            for text in [Self.password, "wörd", "ann", "Welcome", "xxx", "login"] {
                #expect(!String(reflecting: error).contains(text))
            }
        }
    }

    @Test("an answer that does not come in time is a timeout, and a Motus that is not there is away")
    func away() async throws {
        try await StandInMotus.lend(now: { Self.noon }) { motus, url in
            motus.mood = .silent
            let impatient = try Self.client(url, timeout: .milliseconds(200))
            #expect(await error(impatient)?.code == .timeout)
        }
        #expect(await error(try Self.client("http://127.0.0.1:1/api"))?.code == .unreachable)
    }

    @Test("signs of an older encoding in a name do no harm to the rest")
    func oldEncoding() async throws {
        let body = Array(#"{"userID":161,"projects":{"7":"Asunci"#.utf8) + [0xF3] + Array(#"n Bay"}}"#.utf8)
        let application = ClosureApplication { _ in HTTPResponse(status: 200, body: body) }
        try await withServer(application) { port, _ in
            let account = try await Self.client("http://127.0.0.1:\(port)").account("ann", password: Self.password)
            #expect(account.projects == [7])
        }
    }

    @Test("a certificate that nobody vouches for, and one of another name, end it before anything is sent")
    func certificates() async throws {
        try await withTemporaryFolder { folder in
            for (name, trusts) in [("localhost", false), ("motus.example.org", true), ("localhost", true)] {
                let (key, certificate) = ("\(folder)/key.pem", "\(folder)/certificate.pem")
                let (status, output) = try await RunningProgram.run(
                    "/usr/bin/openssl",
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out",
                        certificate,
                    ])
                try #require(status == 0, "\(output)")
                // Answers each line with the same backwards, which is no HTTP.
                let server = try RunningProgram(
                    "/usr/bin/openssl",
                    ["s_server", "-accept", "127.0.0.1:0", "-rev", "-key", key, "-cert", certificate])
                let line = try #require(await server.line(with: "ACCEPT"))
                let port = try #require(line.split(separator: ":").last.map(String.init))
                let client = try Self.client(
                    "https://localhost:\(port)/api", authorities: trusts ? certificate : nil)
                let error = try #require(await error(client))
                let isRight = name == "localhost" && trusts
                #expect(error.message.contains("certificate") == !isRight, "\(error.debugDescription)")
                #expect(error.code == (isRight ? .protocolViolation : .unreachable))
                server.signal(9)
                _ = await server.end()
            }
        }
    }

    @Test(
        "passwords go over a network by https alone",
        arguments: [
            ("https://motus.org/api/", "https://motus.org/api"), ("https://sandbox.motus.org:8443/api", nil),
            ("http://localhost:8080/api", nil), ("http://127.0.0.1/api", nil),
            ("HTTPS://[::1]/api", "https://[::1]/api"),
        ] as [(String, String?)])
    func addresses(text: String, shown: String?) throws {
        #expect("\(try MotusAddress(url: text))" == shown ?? text)
    }

    @Test(
        "an address that would not is refused, without a word of it",
        arguments: [
            "http://motus.org/api", "ftp://motus.org", "motus.org/api", "", "https://",
            "https://ann:hush@motus.org/api",
            "https://motus.org/api?login=hush", "https://motus.org/#hush", "http://127.0.0.1.example.org/",
        ])
    func wrongAddresses(text: String) {
        let error = #expect(throws: TransportError.self) { try MotusAddress(url: text) }
        #expect(error?.code == .invalid && error?.message.contains("hush") == false)
    }
}
