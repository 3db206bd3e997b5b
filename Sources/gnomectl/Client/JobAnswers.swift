// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A job as a list shows it.
struct JobAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let kind: String
    let state: String
    let attempts: Int
    let createdAt: Timestamp
    let dueAt: Timestamp
    @Nullable var worker: String?
    @Nullable var error: String?
    @Nullable var uniqueKey: String?
    let size: Int
}

/// A job with its payload.
struct JobDetail: Codable, Sendable, Equatable {
    let job: JobAnswer
    /// The payload where it is UTF-8.
    let payload: String?
    let payloadBase64: String

    private enum Key: CodingKey {
        case payload, payloadBase64
    }

    init(from decoder: any Decoder) throws {
        job = try JobAnswer(from: decoder)
        let container = try decoder.container(keyedBy: Key.self)
        payload = try container.decodeIfPresent(String.self, forKey: .payload)
        payloadBase64 = try container.decode(String.self, forKey: .payloadBase64)
    }

    func encode(to encoder: any Encoder) throws {
        try job.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(payload, forKey: .payload)
        try container.encode(payloadBase64, forKey: .payloadBase64)
    }
}

/// The newest jobs, and how many there are in which state.
struct JobListing: Codable, Sendable, Equatable {
    var items: [JobAnswer]
    var counts: [String: Int]
}

/// For how long observations are kept, and what of them would go now.
struct RetentionAnswer: Codable, Sendable, Equatable {
    /// What becomes of one class at one degree of detail.
    struct Cut: Codable, Sendable, Equatable {
        let `class`: String
        let detail: String
        @Nullable var keep: String?
        @Nullable var before: Timestamp?
        let rows: Int
        /// Whether there may be more rows than were counted.
        let hasMore: Bool
    }

    let at: Timestamp
    let cuts: [Cut]
}
