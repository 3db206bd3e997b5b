// SPDX-License-Identifier: Apache-2.0

/// What is this machine and nothing else.
public enum Loopback {
    /// Whether a text is a loopback address by its numbers; a name that only begins like one is anybody's.
    public static func isAddress(_ text: String) -> Bool {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return text == "::1" || (numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil))
    }

    /// Whether a text is an IPv4 or IPv6 address by its numbers, in the form that addresses are compared in.
    public static func isNumericAddress(_ text: String) -> Bool {
        SocketAddress(text, port: 0)?.text == text
    }

    /// Whether a host is this machine by its very text.
    public static func isHost(_ text: String) -> Bool { text == "localhost" || isAddress(text) }
}
