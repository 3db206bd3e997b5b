// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore
public import GnomeTransport

/// Simulated receivers post as V2 receivers do: a report, metrics, and when they will be back (`receivers.md` §3.1).
public struct HTTPUplink: SimulatedUplink {
    private let client: any HTTPClient
    private let server: String

    /// An uplink to a server.
    ///
    /// - Parameters:
    ///   - client: What makes the requests.
    ///   - server: Its URL, without a path.
    public init(client: any HTTPClient, server: String) {
        self.client = client
        self.server = server
    }

    /// An answer that a receiver takes for a failure.
    public struct Refused: Error, CustomStringConvertible {
        /// The path.
        public var path: String
        /// The status code.
        public var status: Int
        /// What the receiver logs.
        public var description: String { "HTTP status \(status) from \(path)" }
    }

    /// Sends what a receiver sends in one contact.
    public func contact(
        _ receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp
    ) async throws {
        let report = receiver.report(at: now)
        let metrics = receiver.metrics(at: now)
        try await post(receiver, "/agent/info?features=cw", "application/octet-stream", Array(report.utf8))
        try await post(receiver, "/agent/telegraf", "application/json", metrics.bytes)
        try await post(receiver, "/agent/next?delay=\(delay.seconds)", nil, nil)
    }

    private func post(
        _ receiver: SimulatedReceiver, _ path: String, _ contentType: String?, _ body: [UInt8]?
    ) async throws {
        var headers: HTTPHeaders = [:]
        headers["Authorization"] =
            BasicCredentials(user: receiver.serial.text, password: receiver.key)?.authorization
        headers["Content-Type"] = contentType
        if body != nil { headers["Content-Encoding"] = "gzip" }
        let answer = try await client.send(
            HTTPClientRequest("POST", server + path, headers: headers, body: body.map(Gzip.deflate) ?? []))
        guard (200..<300).contains(answer.status) else { throw Refused(path: path, status: answer.status) }
    }
}

/// Simulated receivers publish as the proof of concept took it: `{"id": …, "message": …}` on its exchange.
public struct BrokerUplink: SimulatedUplink {
    private let transport: any MessageTransport

    /// An uplink over a transport that runs.
    public init(transport: any MessageTransport) { self.transport = transport }

    /// Sends what a receiver sends in one contact.
    public func contact(
        _ receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp
    ) async throws {
        try await transport.publish(
            OutboundMessage(
                exchange: "sensorgnome-exchange", routingKey: "sensorgnome-management",
                properties: MessageProperties(contentType: "application/json", messageID: UUID().uuidString),
                body: receiver.note().bytes))
    }
}
