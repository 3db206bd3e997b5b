// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A station as the API lists it.
struct StationAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let project: Int64
    let name: String
    @Nullable var place: Place?
    @Nullable var timeZone: String?
    let notes: String
    let receivers: [Serial]
    let createdAt: Timestamp
    let revision: Int64
}

/// A station with its history as the API shows it: one flat object.
struct StationDetailAnswer: Codable, Sendable, Equatable {
    /// A span during which nothing hung there.
    struct Gap: Codable, Sendable, Equatable {
        let start: Timestamp
        @Nullable var end: Timestamp?
    }

    let station: StationAnswer
    let deployments: [DeploymentAnswer]
    let gaps: [Gap]

    private enum CodingKeys: CodingKey { case deployments, gaps }

    init(from decoder: any Decoder) throws {
        station = try StationAnswer(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        deployments = try container.decode([DeploymentAnswer].self, forKey: .deployments)
        gaps = try container.decode([Gap].self, forKey: .gaps)
    }

    func encode(to encoder: any Encoder) throws {
        try station.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(deployments, forKey: .deployments)
        try container.encode(gaps, forKey: .gaps)
    }
}

/// A deployment as the API shows it.
struct DeploymentAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let station: Int64
    let stationName: String
    let serial: Serial
    let start: Timestamp
    @Nullable var end: Timestamp?
    let antennas: [Antenna]
    let expectations: ExpectationsAnswer
    let frames: Int
    @Nullable var firstContactAt: Timestamp?
    @Nullable var lastContactAt: Timestamp?
    let revision: Int64

    /// Whether the receiver hangs there in the second that begins at a moment: to the second is how a server tells the time.
    func isThere(at moment: Timestamp) -> Bool {
        start < moment.advanced(by: .seconds(1)) && end.map { moment < $0 } ?? true
    }
}

/// What a deployment is supposed to do; the word for its link is kept as text.
struct ExpectationsAnswer: Codable, Sendable, Equatable {
    let link: String
    let isSolar: Bool
    let dutyCycle: Double
    let months: [Int64]
}

/// What a swap of hardware came to.
struct SwapAnswer: Codable, Sendable, Equatable {
    let ended: DeploymentAnswer
    let begun: DeploymentAnswer
}

/// A photo of a station as the API lists it.
struct PhotoAnswer: Codable, Sendable, Equatable {
    let id: Int64
    let mediaType: String
    let caption: String
    let size: Int
    let addedAt: Timestamp
}
