// SPDX-License-Identifier: Apache-2.0

/// A line of eight heights, for a look at how numbers went.
enum Sparkline {
    private static let signs = Array("▁▂▃▄▅▆▇█")

    /// The line of some numbers, in so many columns at most; empty where there are none.
    static func text(_ values: [Double], columns: Int) -> String {
        guard let least = values.min(), let greatest = values.max(), columns > 0 else { return "" }
        let width = min(columns, values.count)
        return String(
            (0..<width).map { column in
                let part = values[values.count * column / width..<values.count * (column + 1) / width]
                let mean = part.reduce(0, +) / Double(part.count)
                guard greatest > least else { return signs[signs.count / 2] }
                let share = (mean - least) / (greatest - least)
                return signs[min(max(0, Int(share * Double(signs.count))), signs.count - 1)]
            })
    }
}
