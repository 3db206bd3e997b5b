// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// What a request wants done with entries of the quarantine.
///
/// ```json
/// {"reason": "undecodable", "since": "2026-05-01T00:00:00Z", "limit": 500, "because": "a test sender of ours"}
/// ```
struct QuarantineAct: Sendable {
    private static let keys: Set<String> = [
        "ids", "all", "reason", "serial", "since", "until", "after", "limit", "dryRun",
    ]

    /// What a body must be.
    static func schema(needsReason: Bool) -> Schema {
        .object(
            [
                .optional("ids", .list(.id, atLeast: 1, atMost: 1000), "These entries, and no filter beside them."),
                .optional("all", .flag, "All entries, without any filter."),
                .optional("reason", .oneOf(QuarantineReason.self).orNull, "Only what waits for this reason."),
                .optional("serial", Schema.serial.orNull, "Only what claims this serial."),
                .optional("since", Schema.moment.orNull, "Only what came from then on."),
                .optional("until", Schema.moment.orNull, "Only what came before."),
                .optional("after", Schema.integer(0...Int64.max).orNull, "The “next” of an earlier answer."),
                .optional("limit", Schema.integer(1...1000).orNull, "At most so many."),
                .optional("dryRun", Schema.flag.orNull, "Whether to change nothing and only tell."),
            ] + (needsReason ? [.init("because", .text(1...500), "Why, in a sentence.")] : []))
    }

    var selection: QuarantineService.Selection
    var isDryRun = false
    /// Why, where the act needs a reason.
    var because = ""

    init(selection: QuarantineService.Selection, because: String = "") {
        self.selection = selection
        self.because = because
    }

    /// Reads the body of a request.
    ///
    /// - Parameters:
    ///   - body: A JSON object.
    ///   - needsReason: Whether `because` must be given; otherwise it may not.
    /// - Throws: `Problem` 400 where it says nothing of which entries, or something that is not understood.
    init(body: [UInt8], needsReason: Bool) throws(Problem) {
        let members = try Self.members(of: body)
        let known = needsReason ? Self.keys.union(["because"]) : Self.keys
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw .invalid("\(unknown.prefix(64)): unknown; expected \(known.sorted().joined(separator: ", ")).")
        }
        because = needsReason ? try Self.reason(in: members) : ""
        isDryRun = try Self.flag("dryRun", in: members)
        if let ids = members["ids"] {
            guard case .array(let values) = ids, (1...1000).contains(values.count) else {
                throw .invalid("ids: expected 1 to 1000 numbers of entries.")
            }
            guard members.allSatisfy({ ["ids", "dryRun", "because"].contains($0.key) || $0.value == .null }) else {
                throw .meaningless("ids: expected no filter beside them.")
            }
            selection = .entries(
                try values.map { value throws(Problem) in
                    guard case .integer(let number) = value else { throw .invalid("ids: expected numbers of entries.") }
                    return QuarantineID(rawValue: number)
                })
            return
        }
        let filter = try QuarantineFilter { key throws(Problem) in
            guard let value = members[key], value != .null else { return nil }
            guard let text = value.text else { throw .invalid("\(key): expected text.") }
            return text
        }
        guard try Self.flag("all", in: members) != (filter != .all) else {
            throw .meaningless(
                "Say which entries: ids, or reason, serial, since, until, or “all”: true without any of them.")
        }
        let after = try Self.number("after", in: members, 0...Int64.max).map(QuarantineID.init)
        let limit = try Self.number("limit", in: members, 1...1000) ?? 1000
        selection = .matching(filter, after: after, limit: Int(limit))
    }

    /// The reason in a body that holds nothing else.
    static func reason(in body: [UInt8]) throws(Problem) -> String {
        let members = try members(of: body)
        guard members.keys.allSatisfy({ $0 == "because" }) else {
            throw .invalid("Expected “because” and nothing else.")
        }
        return try reason(in: members)
    }

    private static func members(of body: [UInt8]) throws(Problem) -> [String: JSONValue] {
        guard case .object(let members)? = JSONValue(bytes: body) else { throw .invalid("Expected a JSON object.") }
        return members
    }

    private static func reason(in members: [String: JSONValue]) throws(Problem) -> String {
        guard let text = members["because"]?.text, text.contains(where: { !$0.isWhitespace }), text.count <= 500 else {
            throw .invalid("because: expected a sentence that says why, of at most 500 characters.")
        }
        return text
    }

    private static func flag(_ key: String, in members: [String: JSONValue]) throws(Problem) -> Bool {
        switch members[key] {
        case nil, .null?: return false
        case .bool(let value)?: return value
        default: throw .invalid("\(key): expected true or false.")
        }
    }

    private static func number(
        _ key: String, in members: [String: JSONValue], _ range: ClosedRange<Int64>
    ) throws(Problem) -> Int64? {
        guard let value = members[key], value != .null else { return nil }
        guard case .integer(let number) = value, range.contains(number) else {
            throw .invalid("\(key): expected a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}

extension QuarantineFilter {
    /// The filter in the query of a request.
    ///
    /// - Throws: `Problem` 400 where a part of it is not understood.
    init(query head: HTTPRequestHead) throws(Problem) {
        try self.init { key throws(Problem) in head.query(key) }
    }

    /// A filter of texts by key.
    init(_ text: (_ key: String) throws(Problem) -> String?) throws(Problem) {
        func value<Value>(_ key: String, _ expected: String, _ read: (String) -> Value?) throws(Problem) -> Value? {
            guard let text = try text(key) else { return nil }
            guard let value = read(text) else { throw .invalid("\(key): expected \(expected).") }
            return value
        }
        let reasons = QuarantineReason.allCases.map(\.rawValue).joined(separator: ", ")
        self.init(
            reason: try value("reason", "one of \(reasons)", QuarantineReason.init),
            serial: try value("serial", "a serial like SG-F28CRPI33503") { Serial($0)?.ofHardware },
            since: try value("since", "a time like 2026-05-01T12:00:00Z") { Timestamp($0) },
            until: try value("until", "a time like 2026-05-01T12:00:00Z") { Timestamp($0) })
    }
}
