// SPDX-License-Identifier: Apache-2.0

public import GnomeCore

/// What became of a row of an import, as the API answers.
public struct ImportedRowView: Sendable, Hashable, Codable {
    /// Its place in the list, from 1.
    public var number: Int
    /// The serial as it was written.
    public var serial: String
    /// What was done, or would be.
    public var outcome: RegistrationService.ImportedRow.Outcome
    /// What is wrong with it.
    public var problems: [InvalidField]

    /// The view of a row.
    public init(_ row: RegistrationService.ImportedRow) {
        number = row.number
        serial = row.serial
        outcome = row.outcome
        problems = row.problems
    }
}

/// What became of a list of receivers, as the API answers.
public struct ImportView: Sendable, Hashable, Codable {
    /// Whether nothing was changed.
    public var dryRun: Bool
    /// How many rows had which outcome.
    public var counts: [String: Int]
    /// The rows, in order.
    public var rows: [ImportedRowView]

    /// The view of an import.
    public init(_ rows: [RegistrationService.ImportedRow], isDryRun: Bool) {
        dryRun = isDryRun
        counts = Dictionary(rows.map { ($0.outcome.rawValue, 1) }, uniquingKeysWith: +)
        self.rows = rows.map(ImportedRowView.init)
    }
}

/// What a receiver gets that registers itself, as the API answers: once.
public struct EnrolledView: Sendable, Hashable, Codable {
    /// The receiver.
    public var serial: Serial
    /// Whether it is in service; else a person must decide first who it is.
    public var isRegistered: Bool
    /// The key that was made for it, and is in no other place; nothing where it showed its own.
    public var key: String?
    /// Where it posts its messages, below the address at which it registered.
    public var messages: String

    /// The view of an enrolment.
    public init(_ enrolled: RegistrationService.Enrolled, of serial: Serial) {
        self.serial = serial
        isRegistered = if case .registered = enrolled.outcome { true } else { false }
        key = enrolled.key
        messages = "/agent/messages"
    }
}

/// The new key of a receiver, as the API answers: once.
public struct KeyView: Sendable, Hashable, Codable {
    /// The receiver.
    public var serial: Serial
    /// Its key from now on, which is in no other place.
    public var key: String

    /// A view of these parts.
    public init(serial: Serial, key: String) {
        self.serial = serial
        self.key = key
    }
}

/// An identity conflict as the API shows it.
public struct ConflictView: Sendable, Hashable, Codable {
    /// Its number.
    public var id: IdentityConflictID
    /// The receiver whose serial the newcomer names.
    public var serial: Serial
    /// What does not fit.
    public var kind: IdentityConflict.Kind
    /// When it was opened.
    public var openedAt: Timestamp
    /// When the newcomer was last heard.
    public var lastShownAt: Timestamp
    /// How many frames of the newcomer have come.
    public var frames: Int
    /// Who else has, or had, the key of the newcomer.
    public var holder: Serial?
    /// What probably happened.
    public var cause: ConflictExplanation.Cause
    /// The same in words.
    public var explanation: String
    /// What can be done, what fits best first.
    public var acts: [ConflictSettlement.Act]
    /// What was decided; nothing while it is open.
    public var decision: ConflictSettlement.Act?

    /// The view of a conflict.
    public init(_ explained: IdentityService.Explained) {
        let conflict = explained.conflict
        id = conflict.id
        serial = explained.receiver.serial
        kind = conflict.kind
        openedAt = conflict.openedAt
        lastShownAt = conflict.facts.lastShownAt
        frames = conflict.frames
        holder = conflict.facts.holder
        cause = explained.explanation.cause
        explanation = explained.explanation.text
        acts = explained.explanation.acts
        decision = conflict.settlement?.act
    }
}

/// What a settlement came to, as the API answers.
public struct SettledView: Sendable, Hashable, Codable {
    /// The conflict as it is now.
    public var conflict: ConflictView
    /// How many frames of the newcomer were taken in.
    public var released: Int
    /// How many frames of the newcomer were dropped.
    public var dropped: Int
    /// The receiver that a split made.
    public var split: Serial?

    /// A view of these parts.
    public init(conflict: ConflictView, released: Int, dropped: Int, split: Serial?) {
        self.conflict = conflict
        self.released = released
        self.dropped = dropped
        self.split = split
    }
}
