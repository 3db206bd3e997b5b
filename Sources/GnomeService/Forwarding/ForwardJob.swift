// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// An event that its target refused, as a job: tried again at growing intervals, and in the end dead and for a person to
/// replay or to look at.
public struct ForwardJob: Sendable, Hashable {
    /// The kind of these jobs.
    public static let kind = JobKind(rawValue: "forward")

    /// The forward.
    public var name: ForwardName
    /// The frame.
    public var frame: FrameID

    /// A job for a frame of a forward.
    public init(name: ForwardName, frame: FrameID) {
        self.name = name
        self.frame = frame
    }

    /// Reads a job's payload; nothing where it is another's.
    public init?(payload: [UInt8]) {
        let members = JSONValue(bytes: payload)
        guard let name = members?["forward"]?.text.flatMap(ForwardName.init),
            case .integer(let frame)? = members?["frame"]
        else { return nil }
        self.init(name: name, frame: FrameID(rawValue: frame))
    }

    /// The job to be written, the same for the same event.
    public func draft(at now: Timestamp) -> JobDraft {
        JobDraft(
            kind: Self.kind,
            payload: JSONValue.object(["forward": .string(name.rawValue), "frame": .integer(frame.rawValue)]).bytes,
            uniqueKey: "\(name)/\(frame.rawValue)", createdAt: now)
    }
}

extension Forwarder {
    /// Does the jobs of events that were set aside; an event whose forward or frame is gone is done.
    public var jobHandler: JobRunner.Handler {
        { [self] job in
            guard let wanted = ForwardJob(payload: job.payload) else {
                throw ForwardFailure(.refused, "The job is none of a forward.")
            }
            let found = try await store.read { (store) throws(StoreError) -> (Forward, ForwardPage)? in
                guard let forward = try store.forward(named: wanted.name), let frame = try store.frame(wanted.frame)
                else { return nil }
                return (forward, try ForwardPage([frame], in: store))
            }
            guard let (forward, page) = found else { return }
            try await carry(page.events(for: ForwardFilter()), alone: forward)
        }
    }

    /// Brings events to the target of a forward, beside the forward itself.
    private func carry(_ events: [ForwardEvent], alone forward: Forward) async throws(ForwardFailure) {
        let carrier = try carriers(forward)
        let carried = await withTaskGroup(of: Void.self) { group in
            group.addTask { await carrier.run() }
            defer { group.cancelAll() }
            return await carrier.carry(events)
        }
        if let failure = carried.failure { throw failure }
    }
}
