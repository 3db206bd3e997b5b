// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Frames with what an event says beside them.
struct ForwardPage: Sendable {
    private(set) var frames: [StoredFrame]
    private let deployments: [Serial: MotusDeployment]

    /// The page of these frames.
    init(_ frames: [StoredFrame], in store: any StoreReader) throws(StoreError) {
        self.frames = frames
        var deployments: [Serial: MotusDeployment] = [:]
        for serial in Set(frames.map(\.serial)) { deployments[serial] = try store.overview(serial)?.motus }
        self.deployments = deployments
    }

    /// The events of those frames that pass a filter, in order, up to the one with which their bodies reach a number of
    /// bytes: there the page ends.
    ///
    /// Packed frames are small, and what they unpack to may be large.
    mutating func takeEvents(for filter: ForwardFilter, upTo bytes: Int) -> [ForwardEvent] {
        var (events, left) = ([ForwardEvent](), bytes)
        for (index, stored) in frames.enumerated() {
            guard let event = event(of: stored, for: filter) else { continue }
            events.append(event)
            left -= event.body.count
            if left <= 0 {
                frames.removeSubrange((index + 1)...)
                break
            }
        }
        return events
    }

    private func event(of stored: StoredFrame, for filter: ForwardFilter) -> ForwardEvent? {
        let deployment = deployments[stored.serial]
        guard filter.takes(stored.kind, of: deployment?.projectID, from: stored.serial) else { return nil }
        return ForwardEvent(stored, unpacked: try? ReadFrame.unpack(Intake(stored.frame)), deployment: deployment)
    }

    /// The last frame before an event of this page, or the last of all where there is no such event.
    func lastFrame(before event: ForwardEvent?) -> FrameID? {
        frames.last { stored in event.map { stored.id < $0.stored.id } ?? true }?.id
    }
}
