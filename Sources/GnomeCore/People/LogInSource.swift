// SPDX-License-Identifier: Apache-2.0

/// From where somebody tries to log in, as far as tries are counted together.
///
/// An IPv4 address is one place. Of IPv6 whoever has one address has the 2⁶⁴ beside it too, so they are one place.
public struct LogInSource: Sendable, Hashable, CustomStringConvertible {
    /// The address, or the first half of it.
    public let description: String

    /// The place of an address; of what is none, the text itself, cut.
    public init(address: String) {
        let bare = address.split(separator: "%", maxSplits: 1).first ?? ""
        if bare.contains("."), let plain = bare.split(separator: ":").last {
            description = String(plain.prefix(64))
        } else if let groups = Self.groups(bare) {
            description = groups.prefix(4).map { String($0, radix: 16) }.joined(separator: ":") + "::"
        } else {
            description = String(address.prefix(64))
        }
    }

    /// The eight groups of an IPv6 address; nothing where the text is none.
    private static func groups(_ text: Substring) -> [UInt16]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, text.contains(":") else { return nil }
        let parts = halves.map { half in
            half.isEmpty
                ? [] : half.split(separator: ":", omittingEmptySubsequences: false).map { UInt16($0, radix: 16) }
        }
        let known = parts.joined().compactMap(\.self)
        guard known.count == parts.joined().count, halves.count == 2 ? known.count < 8 : known.count == 8 else {
            return nil
        }
        let zeros = [UInt16](repeating: 0, count: 8 - known.count)
        let first = parts[0].compactMap(\.self)
        return first + zeros + known.dropFirst(first.count)
    }
}
