// SPDX-License-Identifier: Apache-2.0

/// The header by which whoever takes events over HTTP knows that they come from this server, and just now.
///
/// `t=1777636800,v1=5257a869…`: the time of sending in seconds since 1970, and the HMAC-SHA-256, in hexadecimal, of that number,
/// a dot and the body. Whoever checks it refuses a time that is further than ``window`` from its own: within that, a copy
/// that somebody caught and sent again is told by the ids of its events.
public struct WebhookSignature: Sendable, Hashable {
    /// The name of the header.
    public static let header = "Gnome-Signature"
    /// How far the time of sending may be from that of the check.
    public static let window = Duration.seconds(300)

    /// The time of sending, in whole seconds since 1970.
    public var seconds: Int64
    /// The 32 bytes of the HMAC.
    public var code: [UInt8]

    /// A signature of these parts.
    public init(seconds: Int64, code: [UInt8]) {
        self.seconds = seconds
        self.code = code
    }

    /// Reads the value of the header; nothing where it is of another form.
    ///
    /// Parts of other names are passed over.
    public init?(headerValue: String) {
        var parts: [Substring: Substring] = [:]
        for part in headerValue.split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { parts[pair[0]] = pair[1] }
        }
        guard let seconds = parts["t"].flatMap({ Int64($0) }), let digits = parts["v1"], digits.utf8.count == 64,
            let code = [UInt8](hex: digits)
        else { return nil }
        self.init(seconds: seconds, code: code)
    }

    /// The value of the header.
    public var headerValue: String { "t=\(seconds),v1=\(code.hex)" }

    /// The bytes that are signed.
    public static func signedBytes(seconds: Int64, body: [UInt8]) -> [UInt8] { Array("\(seconds).".utf8) + body }

    /// Whether the time of sending is near enough to a moment.
    public func isFresh(at now: Timestamp) -> Bool {
        let sent = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !sent.overflow else { return false }
        let age = Timestamp(microseconds: sent.partialValue).duration(to: now)
        return age <= Self.window && age >= .zero - Self.window
    }
}
