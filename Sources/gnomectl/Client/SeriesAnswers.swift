// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A series of a receiver with its latest value.
struct SeriesAnswer: Codable, Sendable, Equatable {
    let `class`: String
    let name: String
    let latestAt: Timestamp
    let latest: Double
}

/// A part of a series.
struct SeriesDetailAnswer: Codable, Sendable, Equatable {
    /// A single observation, or what those of an hour or day come to.
    struct Point: Codable, Sendable, Equatable {
        let at: Timestamp
        let count: Int
        let minimum: Double
        let mean: Double
        let maximum: Double
        let last: Double
    }

    let `class`: String
    let name: String
    let resolution: String
    let from: Timestamp
    let to: Timestamp
    var points: [Point]
    @Nullable var next: Timestamp?
    var earlier: Timestamp?
}
