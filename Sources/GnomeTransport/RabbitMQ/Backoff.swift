// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next attempt: a random time below a bound that doubles with each failure ("full jitter").
///
/// Random from zero on, so that a fleet which lost its broker in the same moment does not come back in the same moment.
struct Backoff {
    /// The bound of the first wait, and the bound that is never passed.
    let bounds: ClosedRange<Duration>
    private var failures = 0

    init(_ bounds: ClosedRange<Duration>) {
        self.bounds = bounds
    }

    /// The wait after a failure.
    ///
    /// - Parameter uptime: How long things had gone well before. Only what lasted longer than the longest wait counts as a
    ///   recovery: something that fails again at once is not retried quickly for ever.
    mutating func next(after uptime: Duration, using generator: inout some RandomNumberGenerator) -> Duration {
        if uptime > bounds.upperBound { failures = 0 }
        // Beyond 2^16 times the lower bound the upper one holds anyway, and the product might not fit.
        let bound = min(bounds.lowerBound * (1 << min(failures, 16)), bounds.upperBound)
        failures += 1
        return bound * Double.random(in: 0...1, using: &generator)
    }
}
