// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// A duration as people write it: a whole number with `ms`, `s`, `m`, `h` or `d`; nothing for anything else.
    public init?(humanText text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count <= 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(count)
        case "s": self = .seconds(count)
        case "m": self = .seconds(count * 60)
        case "h": self = .seconds(count * 3600)
        case "d": self = .seconds(count * 86_400)
        default: return nil
        }
    }

    /// The duration as people write it, to the millisecond.
    public var humanText: String {
        let milliseconds = microseconds / 1000
        let units: [(name: String, size: Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        for unit in units where milliseconds >= unit.size && milliseconds % unit.size == 0 {
            return "\(milliseconds / unit.size)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }
}
