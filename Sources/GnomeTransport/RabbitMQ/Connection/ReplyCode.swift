// SPDX-License-Identifier: Apache-2.0

extension TransportError {
    /// What a broker means by a reply code (AMQP 0-9-1 §1.2, "Constants"; 312 and 403 as RabbitMQ uses them).
    ///
    /// - Parameters:
    ///   - text: The broker's own words; they name queues and users, never a password.
    ///   - message: What happened, as one sentence.
    ///   - isDeclaration: A precondition that fails then is a difference in arguments, else a broken rule.
    init(replyCode: UInt16, text: String, message: String, isDeclaration: Bool = false) {
        let code: Code =
            switch replyCode {
            case 311: .invalid
            case 312, 313: .unroutable
            case 402, 403, 530: .denied
            case 404: .notFound
            case 405, 506: .rejected
            case 406: isDeclaration ? .mismatch : .protocolViolation
            case 501...505, 540: .protocolViolation
            default: .unreachable
            }
        self.init(code, message, detail: text)
    }
}
