// SPDX-License-Identifier: Apache-2.0

/// Numbers as people read them.
enum Readings {
    /// A number with as many decimals as matter: `12.44`, `0.035`, `48211`.
    static func text(_ value: Double) -> String {
        guard value.magnitude < 1e15 else { return String(value) }
        let decimals =
            switch value.magnitude {
            case 1000...: 1.0
            case 100...: 10.0
            case 1...: 100.0
            default: 1e6
            }
        let rounded = (value * decimals).rounded() / decimals
        return Int64(exactly: rounded).map(String.init) ?? String(rounded)
    }
}
