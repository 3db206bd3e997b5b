// SPDX-License-Identifier: Apache-2.0

public import GnomeCore
public import GnomeStore

/// An event that its target refused, as a job: tried again at growing intervals, and in the end dead and for a person to
/// replay or to look at.
public struct ForwardJob: Sendable, Hashable {
    /// The kind of these jobs.
    public static let kind = JobKind(rawValue: "forward")

    /// The forward; another that got its name later is not meant.
    public var forward: ForwardID
    /// What people call it.
    public var name: ForwardName
    /// The frame.
    public var frame: FrameID

    /// A job for a frame of a forward.
    public init(forward: ForwardID, name: ForwardName, frame: FrameID) {
        self.forward = forward
        self.name = name
        self.frame = frame
    }

    /// Reads a job's payload; nothing where it is another's.
    public init?(payload: [UInt8]) {
        let members = JSONValue(bytes: payload)
        guard let name = members?["forward"]?.text.flatMap(ForwardName.init),
            case .integer(let id)? = members?["id"], case .integer(let frame)? = members?["frame"]
        else { return nil }
        self.init(forward: ForwardID(rawValue: id), name: name, frame: FrameID(rawValue: frame))
    }

    /// The job to be written, the same for the same event.
    public func draft(at now: Timestamp) -> JobDraft {
        JobDraft(
            kind: Self.kind,
            payload: JSONValue.object([
                "forward": .string(name.rawValue), "id": .integer(forward.rawValue), "frame": .integer(frame.rawValue),
            ]).bytes,
            uniqueKey: "\(forward.rawValue)/\(frame.rawValue)", createdAt: now)
    }
}

extension Forwarder {
    /// Does the jobs of events that were set aside; an event whose forward or frame is gone is done, and one whose forward
    /// is halted is tried again later.
    public var jobHandler: JobRunner.Handler {
        { [self] job in
            guard let wanted = ForwardJob(payload: job.payload) else {
                throw ForwardFailure(.refused, "The job is none of a forward.")
            }
            let found = try await store.read { (store) throws(StoreError) -> (Forward, ForwardPage)? in
                guard let forward = try store.forward(named: wanted.name), forward.id == wanted.forward,
                    let frame = try store.frame(wanted.frame)
                else { return nil }
                return (forward, try ForwardPage([frame], in: store))
            }
            guard case (let forward, var page)? = found else { return }
            guard forward.progress.state == .running else {
                throw ForwardFailure(.away, "The forward “\(forward.name)” is halted. Let it go on first.")
            }
            let events = page.takeEvents(for: forward.target.filter, upTo: limits.bytes)
            if !events.isEmpty { try await carry(events, alone: forward) }
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
