// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeStore
import GnomeTransport

/// What this server has to bring events to targets: its broker, its secrets, and a client that does not go everywhere.
struct ForwardCarriers: Sendable {
    /// The broker whose exchange of events is published to; nothing where there is none, or where that is not wanted.
    let broker: (any MessageTransport)?
    /// The folder of secrets, each in a file named after its forward.
    let secrets: String
    /// Addresses that webhooks may lead to, beside those of the public internet.
    let allowedAddresses: Set<String>
    private let client: CurlClient

    /// How long a message may wait for its confirm: far below the time for which a forward is lent.
    static let publishTimeout = Duration.seconds(15)

    init(broker: (any MessageTransport)?, secrets: String, allowedAddresses: Set<String>) {
        self.broker = broker
        self.secrets = secrets
        self.allowedAddresses = allowedAddresses
        client = CurlClient(reach: .publicInternet(andAlso: allowedAddresses))
    }

    /// Where the secret of a forward is.
    func secret(of name: ForwardName) -> SecretFile { SecretFile(path: "\(secrets)/\(name)") }

    /// What brings events to the target of a forward.
    ///
    /// - Throws: `ForwardFailure` where this server lacks what that needs.
    func carrier(for forward: Forward) throws(ForwardFailure) -> any ForwardCarrier {
        switch forward.target.place {
        case .events:
            guard let broker else {
                throw ForwardFailure(.away, "This server publishes no events: look at amqp.url and amqp.events.")
            }
            return BrokerCarrier(
                to: Topology.events.exchanges[0].name, over: .shared(broker), routing: .usual, needsQueue: false)
        case .webhook(let url):
            guard let secret = try readSecret(of: forward.name) else {
                throw ForwardFailure(
                    .away,
                    "This server has no secret for it: copy \(secret(of: forward.name).path) from another server.")
            }
            return WebhookCarrier(
                to: url, of: forward.name, signer: WebhookSigner(secret: secret), client: client, now: SystemTime.now)
        case .broker(let url, let exchange, let routing):
            let password = try readSecret(of: forward.name)
            do throws(TransportError) {
                var settings = try RabbitMQConfiguration(
                    url: BrokerLogin.url(url, password: password), topology: Topology())
                settings.name = "gnome-forward"
                settings.publishTimeout = Self.publishTimeout
                return BrokerCarrier(
                    to: exchange, over: .own(try RabbitMQTransport(settings)), routing: routing, needsQueue: true)
            } catch {
                throw ForwardFailure(.away, error.message)
            }
        }
    }

    private func readSecret(of name: ForwardName) throws(ForwardFailure) -> String? {
        do throws(StoreError) {
            return try secret(of: name).read()
        } catch {
            throw ForwardFailure(.away, error.message)
        }
    }
}

/// The parts of an AMQP URL that say who logs in.
enum BrokerLogin {
    /// Whether a URL has a password in it.
    static func hasPassword(_ url: String) -> Bool { login(of: url)?.contains(":") == true }

    /// A URL with a password, percent-encoded; the URL as it is where there is none, or nobody to log in.
    static func url(_ url: String, password: String?) -> String {
        guard let password, let login = login(of: url) else { return url }
        return String(url[..<login.endIndex]) + ":" + RoutingTemplate.word(password) + String(url[login.endIndex...])
    }

    private static func login(of url: String) -> Substring? {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return nil }
        let authority = url[colon...].dropFirst(3).prefix { $0 != "/" }
        return authority.lastIndex(of: "@").map { authority[..<$0] }
    }
}
