// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore
public import GnomeTransport

/// Posts events to a URL, signed.
///
/// | answer | what it means |
/// | --- | --- |
/// | 2xx | all of them have arrived |
/// | 410 | the target is gone: nothing more is posted until a person says so |
/// | 400, 413, 415, 422 | the events are refused; they are tried alone, and one that is still refused is set aside |
/// | anything else, or none | the target is away, or wrongly set up: they are posted again |
public struct WebhookCarrier: ForwardCarrier {
    /// How long an answer may take, from the look-up of the name to its last byte.
    public static let timeout = Duration.seconds(10)
    /// The largest answer that is read, in bytes; nothing in it matters but its status.
    static let answerLimit = 64 << 10
    /// The longest time that a target can ask not to be asked again.
    static let longestRetryAfter = Duration.seconds(3600)

    private let name: ForwardName
    private let url: String
    private let signer: WebhookSigner
    private let client: any HTTPClient
    private let now: @Sendable () -> Timestamp

    /// A carrier to a URL.
    ///
    /// - Parameters:
    ///   - url: Where to post.
    ///   - name: The forward, which is told.
    ///   - signer: What signs.
    ///   - client: What posts. It decides which addresses may be reached: the URL may lead anywhere.
    ///   - now: The server's clock.
    public init(
        to url: String, of name: ForwardName, signer: WebhookSigner, client: any HTTPClient,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.url = url
        self.name = name
        self.signer = signer
        self.client = client
        self.now = now
    }

    /// Posts events together: all of them arrive, or none is counted.
    public func carry(_ events: [ForwardEvent]) async -> Carried {
        let body = body(of: events)
        let request = HTTPClientRequest(
            "POST", url,
            headers: [
                "Content-Type": "application/json", "User-Agent": "gnome-server/\(Release.version)",
                "Gnome-Forward": name.rawValue,
                WebhookSignature.header: signer.sign(body, at: now()).headerValue,
            ],
            body: body, timeout: Self.timeout, answerLimit: Self.answerLimit)
        do throws(TransportError) {
            let answer = try await client.send(request)
            guard let failure = Self.failure(answer) else { return Carried(count: events.count) }
            return Carried(count: 0, failure: failure)
        } catch {
            return Carried(count: 0, failure: ForwardFailure(.away, error.message))
        }
    }

    private func body(of events: [ForwardEvent]) -> [UInt8] {
        var body = Array(#"{"v":1,"forward":"\#(name.rawValue)","events":["#.utf8)
        for (index, event) in events.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += event.bytes
        }
        return body + Array("]}".utf8)
    }

    private static func failure(_ answer: HTTPResponse) -> ForwardFailure? {
        let text = "The target answered with status \(answer.status)."
        switch answer.status {
        case 200...299: return nil
        case 410: return ForwardFailure(.gone, text)
        case 400, 413, 415, 422: return ForwardFailure(.refused, text)
        default:
            let seconds = answer.headers["Retry-After"].flatMap { Int64($0) }
            return ForwardFailure(
                .away, text, retryAfter: seconds.map { min(.seconds(max(0, $0)), longestRetryAfter) })
        }
    }
}
