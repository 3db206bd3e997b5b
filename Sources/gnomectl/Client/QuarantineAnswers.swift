// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What is asked to be done with entries of the quarantine.
struct QuarantineRequest: Encodable, Sendable {
    /// How many entries the server takes at a time, so that its answer is not long in coming.
    private static let step = 500

    var ids: [Int64]?
    var all: Bool?
    var reason: String?
    var serial: String?
    var since: Timestamp?
    var until: Timestamp?
    var after: Int64?
    var limit: Int?
    var dryRun = false
    var because: String?

    /// Lets a filter bring no more than a number of entries.
    mutating func bound(to rest: Int?) {
        if ids == nil { limit = min(Self.step, rest ?? Self.step) }
    }

    /// The first requests of what a call asks for: some numbers each, or one filter.
    static func steps(_ ids: [Int64], _ filter: QuarantineFilter) -> [QuarantineRequest] {
        guard ids.isEmpty else {
            let sorted = Set(ids).sorted()
            return stride(from: 0, to: sorted.count, by: step).map { start in
                QuarantineRequest(ids: Array(sorted[start..<min(start + step, sorted.count)]))
            }
        }
        return [
            QuarantineRequest(
                all: filter == .all ? true : nil, reason: filter.reason?.rawValue, serial: filter.serial?.text,
                since: filter.since, until: filter.until)
        ]
    }
}

/// The answer to one step of an act on the quarantine.
protocol QuarantineActAnswer: Codable, Sendable {
    /// How many entries were meant.
    var matched: Int { get }
    /// Where to go on; nothing where there is no more.
    var next: Int64? { get }
    /// Both steps together.
    func adding(_ other: Self) -> Self
}

/// What became of entries that were sent in again.
struct QuarantineReplayAnswer: QuarantineActAnswer, Equatable {
    var dryRun: Bool
    var matched: Int
    var stored: Int
    var repeated: Int
    var kept: [String: Int]
    var missing: Int
    @Nullable var next: Int64?

    func adding(_ other: QuarantineReplayAnswer) -> QuarantineReplayAnswer {
        var sum = other
        sum.matched += matched
        sum.stored += stored
        sum.repeated += repeated
        sum.kept.merge(kept, uniquingKeysWith: +)
        sum.missing += missing
        return sum
    }
}

/// What was dropped.
struct QuarantineDropAnswer: QuarantineActAnswer, Equatable {
    var dryRun: Bool
    var total: QuarantineVolume
    var dropped: [String: QuarantineVolume]
    var missing: Int
    @Nullable var next: Int64?

    var matched: Int { total.entries }

    func adding(_ other: QuarantineDropAnswer) -> QuarantineDropAnswer {
        var sum = other
        sum.total += total
        sum.dropped.merge(dropped, uniquingKeysWith: +)
        sum.missing += missing
        return sum
    }
}

/// How much waits in quarantine, how much may, and what was dropped.
struct QuarantineCountsAnswer: Codable, Sendable, Equatable {
    /// A count of what was dropped.
    struct Drop: Codable, Sendable, Equatable {
        let cause: String
        let reason: String
        @Nullable var actor: String?
        let because: String
        let volume: QuarantineVolume
        let firstAt: Timestamp
        let lastAt: Timestamp
    }

    let waiting: [String: QuarantineVolume]
    let total: QuarantineVolume
    let limit: QuarantineVolume
    let receiverLimit: QuarantineVolume
    let sourceLimit: QuarantineVolume
    let ageSeconds: Double
    let pendingReceivers: Int
    let pendingLimit: Int
    let drops: [Drop]
}
