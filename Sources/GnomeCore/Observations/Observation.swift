// SPDX-License-Identifier: Apache-2.0

/// One number that a frame told, with the times that are known of it.
///
/// The time of the receiver and that of the server stand side by side; ``moment`` says which of them counts.
public struct Observation: Sendable, Hashable {
    /// The largest magnitude of a value: beyond it is no reading of anything, and sums of 10¹⁸ values stay finite.
    public static let valueLimit = 1e290
    /// How long before it was received an observation may have been made for its own time to count.
    public static let plausibleDelay = Duration.seconds(7 * 86400)
    /// How far ahead of the server's clock its own may be.
    public static let plausibleLead = Duration.seconds(60)

    /// What was observed.
    public let series: Series
    /// The number: finite, and no negative zero.
    public let value: Double
    /// When it was observed by the receiver's clock, where the receiver says so.
    public let deviceTime: Timestamp?
    /// When the server took it in.
    public let receivedAt: Timestamp

    /// An observation of these parts; nothing where the value is not finite or beyond ``valueLimit``.
    ///
    /// - Parameters:
    ///   - series: What was observed.
    ///   - value: The number.
    ///   - deviceTime: When, by the receiver's clock.
    ///   - receivedAt: When the server took it in.
    public init?(_ series: Series, _ value: Double, deviceTime: Timestamp? = nil, receivedAt: Timestamp) {
        guard value.magnitude <= Self.valueLimit else { return nil }
        self.series = series
        self.value = value == 0 ? 0 : value
        self.deviceTime = deviceTime
        self.receivedAt = receivedAt
    }

    /// The time by which it is ordered and summed up.
    ///
    /// That is when it was received, unless the receiver's own time lies in the seven days before or the minute after: then
    /// it is that. So a reading that waited for a connection gets its place, and a clock that starts in 1970 puts nothing
    /// there.
    public var moment: Timestamp {
        guard let deviceTime, deviceTime >= receivedAt.advanced(by: .zero - Self.plausibleDelay),
            deviceTime <= receivedAt.advanced(by: Self.plausibleLead)
        else { return receivedAt }
        return deviceTime
    }
}
