// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// How far the observations of one class and one detail were taken away because they were old.
///
/// A class and detail may have several: a later cut that reaches less far meets frames that an earlier one did not.
/// What is not there and lies behind the mark is missing; what lies before it went, and stays away when frames are folded again.
public struct RetentionMark: Sendable, Hashable {
    /// What was taken away.
    public var cut: RetentionCut
    /// The last frame that was stored then: what later ones told was not there yet.
    public var lastFrame: FrameID

    /// A mark of these parts.
    public init(cut: RetentionCut, lastFrame: FrameID) {
        self.cut = cut
        self.lastFrame = lastFrame
    }

    /// Whether what a frame told of a moment went, of the class that the mark is about.
    public func covers(_ moment: Timestamp, of frame: FrameID) -> Bool {
        frame <= lastFrame && cut.detail.start(of: moment) < cut.detail.start(of: cut.before)
    }
}
