// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// Signs what is posted to a webhook, and checks such a signature.
public struct WebhookSigner: Sendable {
    private let secret: [UInt8]

    /// A signer with a secret that both sides know: its text as UTF-8 is the key.
    public init(secret: String) { self.secret = Array(secret.utf8) }

    /// The signature of a body that is sent at a moment.
    public func sign(_ body: [UInt8], at now: Timestamp) -> WebhookSignature {
        let seconds = now.microseconds / 1_000_000
        return WebhookSignature(seconds: seconds, code: code(seconds, body))
    }

    /// Whether a header is the signature of a body, made with the secret and sent just now.
    public func accepts(_ headerValue: String, of body: [UInt8], at now: Timestamp) -> Bool {
        guard let signature = WebhookSignature(headerValue: headerValue), signature.isFresh(at: now) else {
            return false
        }
        return Secrets.areEqual(signature.code, code(signature.seconds, body))
    }

    private func code(_ seconds: Int64, _ body: [UInt8]) -> [UInt8] {
        Secrets.hmacSHA256(WebhookSignature.signedBytes(seconds: seconds, body: body), key: secret)
    }
}
