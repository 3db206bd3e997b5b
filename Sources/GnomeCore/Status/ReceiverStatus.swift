// SPDX-License-Identifier: Apache-2.0

/// What is known of a receiver from what it sent: a fold over its frames.
///
/// The state holds only what frames said. Whether a receiver is late is a question about a moment, and the moment is an
/// argument: ``contact(at:policy:)``.
public struct ReceiverStatus: Sendable, Hashable {
    /// When it was first heard.
    public var firstContactAt: Timestamp?
    /// When it was last heard.
    public var lastContactAt: Timestamp?
    /// How its last frame came.
    public var lastContactWay: Way?
    /// When, by its last announcement, it will be back.
    public var nextContactAt: Timestamp?
    /// Its newest report.
    public var lastReport: FrameID?
    /// When its newest report came.
    public var lastReportAt: Timestamp?
    /// How many frames it sent.
    public var frames: Int

    /// The status of a receiver that was never heard.
    public init() { frames = 0 }
}
