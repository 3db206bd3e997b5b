// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeTransport

/// A link by way of HTTP: each message is posted to the server, and its answer may bring commands.
///
/// A receiver that is not reached from outside gets its commands when it reports, as V2 receivers do. The answer is empty, or a
/// JSON object `{"commands": […]}`; the server gives a command again until its outcome has come.
public final class ServerLink: ReceiverLink {
    private let client: any HTTPClient
    private let url: String
    private let authorization: String?
    private let answers: AsyncStream<[CommandDelivery]>
    private let sink: AsyncStream<[CommandDelivery]>.Continuation
    private let shutdown: AsyncStream<Never>
    private let shutdownBegan: AsyncStream<Never>.Continuation

    /// A link to a server.
    ///
    /// - Parameters:
    ///   - client: What makes the requests.
    ///   - server: Its URL, without a path.
    ///   - serial: The receiver.
    ///   - key: Its key, which it shows as the password of HTTP Basic.
    public init(client: any HTTPClient, server: String, serial: Serial, key: String) {
        self.client = client
        url = server + "/agent/messages"
        authorization = BasicCredentials(user: serial.text, password: key)?.authorization
        // Commands that nobody has taken yet come again with a later answer.
        (answers, sink) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(16))
        (shutdown, shutdownBegan) = AsyncStream.makeStream()
    }

    /// Waits for the shutdown: there is nothing to keep alive.
    public func run() async throws(TransportError) {
        for await _ in shutdown {}
        sink.finish()
    }

    /// Ends the waiting for commands.
    public func beginGracefulShutdown() { shutdownBegan.finish() }

    /// Posts a message; any 2xx says that the server has it.
    ///
    /// - Throws: What kept it from being sent; `denied` for 401 and 403, `notFound` for 404 and 421, else `rejected`, where the
    ///   server's answer is another.
    public func send(_ message: UplinkMessage) async throws(TransportError) {
        var headers: HTTPHeaders = ["Content-Type": message.contentType]
        headers["Authorization"] = authorization
        let answer = try await client.send(
            HTTPClientRequest("POST", url, headers: headers, body: message.body, answerLimit: 1 << 20))
        guard (200..<300).contains(answer.status) else {
            let code: TransportError.Code =
                switch answer.status {
                case 401, 403: .denied
                case 404, 421: .notFound
                default: .rejected
                }
            throw TransportError(
                code, "The server answered \(answer.status) to a message.", pause: answer.headers.retryAfter)
        }
        if case .array(let commands)? = JSONValue(bytes: answer.body)?["commands"], !commands.isEmpty {
            sink.yield(commands.map { CommandDelivery(body: $0.bytes) })
        }
    }

    /// Waits for commands.
    public func commands() async -> [CommandDelivery] {
        for await commands in answers { return commands }
        return []
    }

    /// Nothing is said: the outcome of a command is what ends it.
    public func acknowledge(_ delivery: CommandDelivery) {}

    /// Nothing is said: a command comes again until its outcome has come.
    public func giveBack(_ delivery: CommandDelivery) {}
}

extension HTTPHeaders {
    /// The longest pause that a server is obeyed in: a mistake there must not silence a receiver for days.
    private static let longestPause = 6 * 3600

    /// How long to wait, as `Retry-After` says it in seconds; nothing where it says nothing, or a date.
    fileprivate var retryAfter: Duration? {
        self["Retry-After"].flatMap { Int($0) }.flatMap { $0 >= 0 ? .seconds(min($0, Self.longestPause)) : nil }
    }
}
