// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeReceiver
public import GnomeTransport

/// Simulated receivers post as V2 receivers do: a report, metrics, and when they will be back (`receivers.md` §3.1).
public struct AgentUplink: SimulatedUplink {
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

    /// A link that shows the receiver's key.
    public func link(for receiver: SimulatedReceiver) -> any ReceiverLink {
        SimulatedLink { [client, server] message throws(TransportError) in
            var headers: HTTPHeaders = ["Content-Type": message.contentType]
            headers["Authorization"] =
                BasicCredentials(user: receiver.serial.text, password: receiver.key)?.authorization
            if !message.body.isEmpty { headers["Content-Encoding"] = "gzip" }
            let answer = try await client.send(
                HTTPClientRequest(
                    "POST", server + message.kind, headers: headers,
                    body: message.body.isEmpty ? [] : Gzip.deflate(message.body)))
            guard (200..<300).contains(answer.status) else {
                throw TransportError(.rejected, "HTTP status \(answer.status) from \(message.kind)")
            }
        }
    }

    /// What a receiver posts in one contact.
    public func messages(
        of receiver: inout SimulatedReceiver, announcing delay: Duration, at now: Timestamp
    ) -> [UplinkMessage] {
        let (report, metrics) = (receiver.report(at: now), receiver.metrics(at: now))
        return [
            UplinkMessage(
                kind: "/agent/info?features=cw", id: "", contentType: "application/octet-stream",
                body: Array(report.utf8)),
            UplinkMessage(kind: "/agent/telegraf", id: "", contentType: "application/json", body: metrics.bytes),
            UplinkMessage(
                kind: "/agent/next?delay=\(delay.seconds)", id: "", contentType: "application/octet-stream", body: []),
        ]
    }
}
