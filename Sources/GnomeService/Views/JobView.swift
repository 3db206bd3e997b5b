// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import GnomeCore

/// A job as the API lists it.
public struct JobView: Sendable, Hashable, Codable {
    /// Its place in the order in which jobs were written.
    public var id: JobID
    /// What is to be done.
    public var kind: JobKind
    /// Where it stands.
    public var state: JobState
    /// How often it was begun since it was written or last replayed.
    public var attempts: Int
    /// When it was written.
    public var createdAt: Timestamp
    /// When it may be begun: its time while it waits, the end of the lease while it runs.
    public var dueAt: Timestamp
    /// Who has it, or had it last.
    public var worker: String?
    /// What went wrong the last time.
    public var error: String?
    /// What makes it the same job as another of its kind.
    public var uniqueKey: String?
    /// The size of its payload in bytes.
    public var size: Int

    /// The view of a job.
    public init(_ job: Job) {
        id = job.id
        kind = job.kind
        state = job.state
        attempts = job.attempts
        createdAt = job.createdAt
        dueAt = job.dueAt
        worker = job.worker
        error = job.error
        uniqueKey = job.uniqueKey
        size = job.payload.count
    }
}

/// A page of jobs as the API shows it.
public struct JobListView: Sendable, Hashable, Codable {
    /// The jobs, newest first.
    public var items: [JobView]
    /// Where to go on; nothing where there is no more.
    public var next: JobID?
    /// How many jobs there are, by state.
    public var counts: [String: Int]

    /// A page of these parts.
    public init(items: [JobView], next: JobID?, counts: [String: Int]) {
        self.items = items
        self.next = next
        self.counts = counts
    }
}

/// One job with its payload, as the API shows it: one flat object.
public struct JobDetailView: Sendable, Hashable, Codable {
    /// What the list shows of it.
    public var job: JobView
    /// The payload, where it is text.
    public var payload: String?
    /// The payload in Base64.
    public var payloadBase64: String

    /// The view of a job.
    public init(_ job: Job) {
        self.job = JobView(job)
        payload = String(validating: job.payload, as: UTF8.self)
        payloadBase64 = Data(job.payload).base64EncodedString()
    }

    /// Reads one flat object.
    public init(from decoder: any Decoder) throws {
        job = try JobView(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        payload = try container.decodeIfPresent(String.self, forKey: .payload)
        payloadBase64 = try container.decode(String.self, forKey: .payloadBase64)
    }

    /// Writes one flat object.
    public func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(payload, forKey: .payload)
        try container.encode(payloadBase64, forKey: .payloadBase64)
    }

    private enum CodingKeys: String, CodingKey { case payload, payloadBase64 }
}
