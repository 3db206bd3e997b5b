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
    /// Why something is dropped.
    static let reason = [
        Field(
            "because", "Why", .line(1...500), isRequired: true, example: "a test sender of ours",
            help: "Why, in a sentence.")
    ]
    /// Which entries are sent in again.
    static let replay = [
        Field("ids", "Entries", .ids(1...1000), help: "These entries, and no filter beside them."),
        Field("all", "All", .flag, help: "All entries, without any filter."),
        Field(
            "reason", "Reason", .choice(QuarantineReason.allCases.map { ($0.rawValue, $0.words) }),
            help: "Only what waits for this reason."),
        Field("serial", "Serial", .serial, example: "SG-F28CRPI33503", help: "Only what claims this serial."),
        Field("since", "Since", .moment, example: "2026-05-01T12:00:00Z", help: "Only what came from then on."),
        Field("until", "Until", .moment, example: "2026-05-02T12:00:00Z", help: "Only what came before."),
        Field("after", "After", .integer(0...Int64.max), help: "The “next” of an earlier answer."),
        Field("limit", "Limit", .integer(1...1000), example: "500", help: "At most so many."),
        Field("dryRun", "Dry run", .flag, help: "Whether to change nothing and only tell."),
    ]
    /// Which entries are dropped, and why.
    static let drop = replay + reason

    var selection: QuarantineService.Selection
    var isDryRun = false
    /// Why, where the act needs a reason.
    var because = ""

    /// Why something is dropped, in the document.
    static let because = Schema.Property("because", .text(1...500, pattern: #"\S"#), "Why, in a sentence.")

    init(selection: QuarantineService.Selection, because: String = "") {
        self.selection = selection
        self.because = because
    }

    /// Reads the body of a request.
    ///
    /// - Parameters:
    ///   - body: A JSON object.
    ///   - fields: What it may hold: ``replay`` or ``drop``.
    /// - Throws: `Problem` 400 where it is no object; `InvalidFields`, also where it says nothing of which entries.
    init(_ body: [UInt8], of fields: [Field]) throws {
        var reader = try FieldReader(body, of: fields)
        let ids = reader.ids("ids")
        let filter = QuarantineFilter(
            reason: reader.choice("reason", as: QuarantineReason.self), serial: reader.serial("serial")?.ofHardware,
            since: reader.moment("since"), until: reader.moment("until"))
        let (after, limit) = (reader.integer("after"), reader.integer("limit"))
        let isAll = reader.flag("all") ?? false
        isDryRun = reader.flag("dryRun") ?? false
        if fields.contains(where: { $0.name == "because" }) { because = reader.text("because") ?? "" }
        var problems: [InvalidField] = []
        if ids != nil {
            if ["all", "reason", "serial", "since", "until", "after", "limit"].contains(where: reader.has) {
                problems.append(InvalidField("ids", "must stand without a filter beside them", example: "[7, 8]"))
            }
        } else if isAll == (filter != .all) {
            problems.append(
                InvalidField(
                    "all", "must be true, or else there must be ids, reason, serial, since or until", example: "true"))
        }
        try reader.finish(problems)
        selection =
            ids.map { .entries($0.map(QuarantineID.init)) }
            ?? .matching(filter, after: after.map(QuarantineID.init), limit: limit.map { Int($0) } ?? 1000)
    }

    /// The reason in a body that holds nothing else.
    ///
    /// - Throws: `Problem` 400 where it is no object; `InvalidFields`.
    static func reason(in body: [UInt8]) throws -> String {
        try AccessRequests.texts(body, reason)["because"] ?? ""
    }
}

extension QuarantineFilter {
    /// The filter in the query of a request.
    ///
    /// - Parameter text: What the query says of a key.
    /// - Throws: `Problem` 400 where a part of it is not understood.
    init(_ text: (_ key: String) -> String?) throws(Problem) {
        func value<Value>(_ key: String, _ expected: String, _ read: (String) -> Value?) throws(Problem) -> Value? {
            guard let text = text(key) else { return nil }
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
