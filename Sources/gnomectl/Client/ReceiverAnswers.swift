// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A receiver as the API shows it.
///
/// Words like the state of contact are kept as text: a newer server may know more of them, and gnomectl only shows them.
struct ReceiverAnswer: Codable, Sendable, Equatable {
    /// A key that did not fit, held until a person decides.
    struct HeldKey: Codable, Sendable, Equatable {
        let since: Timestamp
        let frames: Int
        let fingerprint: String
    }

    /// What Motus knows of it.
    struct Motus: Codable, Sendable, Equatable {
        let motusID: Int64
        @Nullable var projectID: Int64?
        @Nullable var deviceID: Int64?
        @Nullable var receiverType: String?
        @Nullable var name: String?
        let status: String
        @Nullable var start: Timestamp?
    }

    let serial: Serial
    @Nullable var name: String?
    let family: String
    let registration: String
    let contact: String
    @Nullable var firstContactAt: Timestamp?
    @Nullable var lastContactAt: Timestamp?
    @Nullable var nextContactAt: Timestamp?
    @Nullable var lastReportAt: Timestamp?
    let frames: Int
    let quarantined: Int
    @Nullable var heldKey: HeldKey?
    @Nullable var motus: Motus?
    let registeredAt: Timestamp
    let since: Timestamp
    @Nullable var project: Int64?
    let revision: Int64
}

/// A receiver together with its last report.
struct ReceiverDetail: Codable, Sendable, Equatable {
    let receiver: ReceiverAnswer
    let report: JSONValue?

    private enum Key: CodingKey {
        case report
    }

    init(from decoder: any Decoder) throws {
        receiver = try ReceiverAnswer(from: decoder)
        report = try decoder.container(keyedBy: Key.self).decodeIfPresent(JSONValue.self, forKey: .report)
    }

    func encode(to encoder: any Encoder) throws {
        try receiver.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(report, forKey: .report)
    }
}

/// What became of a receiver that was to be registered or accepted.
struct RegistrationAnswer: Codable, Sendable, Equatable {
    let receiver: ReceiverAnswer
    let outcome: String
    let released: Int
}

/// What an import from Motus did, or would do.
struct MotusImportAnswer: Codable, Sendable, Equatable {
    /// A row that another of the same serial outweighs.
    struct Superseded: Codable, Sendable, Equatable {
        let motusID: Int64
        let serial: String
        let reason: String
    }

    /// A row that names no receiver that could be registered.
    struct Unplaced: Codable, Sendable, Equatable {
        let row: Int
        @Nullable var motusID: Int64?
        @Nullable var text: String?
        let reason: String
    }

    let dryRun: Bool
    let rows: Int
    let receivers: Int
    let added: [String]
    let updated: [String]
    let unchanged: Int
    let superseded: [Superseded]
    let unplaced: [Unplaced]
}
