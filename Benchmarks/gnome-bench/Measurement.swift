// SPDX-License-Identifier: Apache-2.0

/// How long the rounds of one measurement took.
struct Measurement {
    private var seconds: [Double] = []

    /// Runs work once and notes how long it took.
    mutating func round<Value>(_ work: () -> Value) -> Value {
        let clock = ContinuousClock()
        let start = clock.now
        let value = work()
        let elapsed = start.duration(to: clock.now).components
        seconds.append(Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
        return value
    }

    /// The slowest, the median and the fastest round, as so many of something a second.
    func rates(of amount: Double) -> (min: Double, median: Double, max: Double) {
        let rates = seconds.map { amount / $0 }.sorted()
        guard let least = rates.first, let most = rates.last else { return (0, 0, 0) }
        return (least, rates[rates.count / 2], most)
    }
}

/// Text with blanks behind it up to a width.
func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

/// A number with so many decimals, blanks in front up to a width.
func fixed(_ number: Double, decimals: Int, width: Int = 0) -> String {
    var unit = 1.0
    for _ in 0..<decimals { unit *= 10 }
    let scaled = Int((number * unit).rounded())
    var text = String(scaled / Int(unit))
    if decimals > 0 {
        let fraction = String(abs(scaled) % Int(unit))
        text += "." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
    return String(repeating: " ", count: max(0, width - text.count)) + text
}
