// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A field of a request: one declaration for the document, for reading what came, and for the form on a page.
struct Field: Sendable {
    /// What may stand in it.
    indirect enum Kind: Sendable {
        /// One line of so many characters.
        case line(ClosedRange<Int>)
        /// Text of several lines, of at most so many characters.
        case prose(Int)
        /// A secret that people type: never shown again, every character of which counts.
        case secret(ClosedRange<Int>)
        case integer(ClosedRange<Int64>)
        case number(ClosedRange<Double>)
        case flag
        /// A date, or a moment as RFC 3339 writes it.
        case moment
        case serial
        /// A project, by its number; a page offers those in which it may be done.
        case project
        /// The IANA name of a time zone.
        case zone
        /// One of these words, each with what a page calls it.
        case choice([(word: String, label: String)])
        /// Some of these words.
        case choices([(word: String, label: String)])
        /// Some of these numbers.
        case numbers(ClosedRange<Int64>)
        /// So many numbers of things in the store.
        case ids(ClosedRange<Int>)
        /// At most so many serials.
        case serials(atMost: Int)
        /// A file of one of these media types, which only forms send.
        case file([String])
        /// Fields of a thing within the thing.
        case group([Field])
        /// At most so many such things.
        case list([Field], atMost: Int)
    }

    /// The member in JSON, and the last part of its name in a form.
    let name: String
    /// What a page calls it.
    let label: String
    let kind: Kind
    let isRequired: Bool
    /// How it is written right.
    let example: String
    /// What whoever fills it in should know.
    let help: String?

    /// A field of these parts.
    init(
        _ name: String, _ label: String, _ kind: Kind, isRequired: Bool = false, example: String = "",
        help: String? = nil
    ) {
        self.name = name
        self.label = label
        self.kind = kind
        self.isRequired = isRequired
        self.example = example
        self.help = help
    }

    /// Whether it names a project.
    var namesProject: Bool { if case .project = kind { true } else { false } }

    /// What the document says of its value.
    var schema: Schema {
        switch kind {
        case .line(let length): .line(length, example: example.isEmpty ? nil : example)
        case .secret(let length): .text(length)
        case .prose(let limit): .prose(limit)
        case .integer(let range): .integer(range)
        case .number(let range): .number(range)
        case .flag: .flag
        case .moment: .written
        case .serial: .serial
        case .project: .id
        case .zone: .zone
        case .choice(let choices): .oneOf(choices.map(\.word))
        case .choices(let choices): .list(.oneOf(choices.map(\.word)), atMost: choices.count)
        case .numbers(let range): .list(.integer(range), atMost: range.count)
        case .ids(let count): .list(.id, atLeast: count.lowerBound, atMost: count.upperBound)
        case .serials(let limit): .list(.serial, atMost: limit)
        case .file: .anything
        case .group(let fields): fields.schema
        case .list(let fields, let limit): .list(fields.schema, atMost: limit)
        }
    }
}

extension [Field] {
    /// The object that has these fields and no others; null stands for a field that is not given.
    var schema: Schema {
        .object(
            map { field in
                Schema.Property(
                    field.name, field.isRequired ? field.schema : field.schema.orNull, field.help,
                    isRequired: field.isRequired)
            })
    }
}
