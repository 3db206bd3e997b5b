// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What became of a list of receivers.
struct ImportAnswer: Codable, Sendable, Equatable {
    /// One row.
    struct Row: Codable, Sendable, Equatable {
        let number: Int
        let serial: String
        let outcome: String
        let problems: [InvalidField]
    }

    let dryRun: Bool
    let counts: [String: Int]
    let rows: [Row]
}

/// A key that was made, and is shown once.
struct KeyAnswer: Codable, Sendable, Equatable {
    let serial: Serial
    let key: String
}

/// What became of a receiver that registered itself.
struct EnrolledAnswer: Codable, Sendable, Equatable {
    let serial: Serial
    let isRegistered: Bool
    @Nullable var key: String?
    let messages: String
}

/// An identity conflict as the API shows it.
struct ConflictAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let serial: Serial
    let kind: String
    let openedAt: Timestamp
    let lastShownAt: Timestamp
    let frames: Int
    @Nullable var holder: Serial?
    let cause: String
    let explanation: String
    let acts: [String]
    @Nullable var decision: String?
}

/// What a settlement came to.
struct SettledAnswer: Codable, Sendable, Equatable {
    let conflict: ConflictAnswer
    let released: Int
    let dropped: Int
    @Nullable var split: Serial?
}
