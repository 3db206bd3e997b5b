// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Frames with what an event says beside them.
struct ForwardPage: Sendable {
    let frames: [StoredFrame]
    private let deployments: [Serial: MotusDeployment]

    /// The page of these frames.
    init(_ frames: [StoredFrame], in store: any StoreReader) throws(StoreError) {
        self.frames = frames
        var deployments: [Serial: MotusDeployment] = [:]
        for serial in Set(frames.map(\.serial)) { deployments[serial] = try store.overview(serial)?.motus }
        self.deployments = deployments
    }

    /// The events of those frames that pass a filter, in order.
    func events(for filter: ForwardFilter) -> [ForwardEvent] {
        frames.compactMap { stored in
            let deployment = deployments[stored.serial]
            guard filter.takes(stored.kind, of: deployment?.projectID, from: stored.serial) else { return nil }
            return ForwardEvent(stored, unpacked: try? ReadFrame.unpack(Intake(stored.frame)), deployment: deployment)
        }
    }

    /// The last frame before an event of this page, or the last of all where there is no such event.
    func lastFrame(before event: ForwardEvent?) -> FrameID? {
        frames.last { stored in event.map { stored.id < $0.stored.id } ?? true }?.id
    }
}
