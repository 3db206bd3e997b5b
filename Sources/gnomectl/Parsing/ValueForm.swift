// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// What the text of a value looks like, for messages, help and completion.
struct Form: Sendable {
    /// What a shell offers where a value is to be typed.
    enum Completion: Sendable, Equatable {
        case nothing
        case paths
        /// What the server, or the machine, has of a kind now.
        case offer(CompletionOffer)
    }

    /// What would be right, as the end of “give …”; nothing where any text is.
    var expectation: String?
    /// The only values there are; empty where there are others.
    var choices: [String] = []
    /// What a shell offers.
    var completion = Completion.nothing
}

/// How a text on the command line becomes a value.
struct ValueForm<Value: Sendable>: Sendable {
    let form: Form
    /// The value; nothing where the text is not of this form.
    let read: @Sendable (String) -> Value?
}

extension ValueForm where Value == String {
    /// Any text that is not empty.
    static var text: ValueForm {
        ValueForm(form: Form(expectation: "a text that is not empty")) { $0.isEmpty ? nil : $0 }
    }

    /// The path of a file or folder.
    static var path: ValueForm {
        ValueForm(form: Form(expectation: "the path of a file or folder", completion: .paths)) {
            $0.isEmpty || $0.utf8.contains(0) ? nil : $0
        }
    }
}

extension ValueForm where Value: FixedWidthInteger {
    /// A whole number within a range.
    static func integer(_ range: ClosedRange<Value>) -> ValueForm {
        let expectation =
            range.upperBound == .max
            ? "a whole number from \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ValueForm(form: Form(expectation: expectation)) { text in
            Value(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueForm where Value == Duration {
    /// A number with a unit: `500ms`, `90s`, `10m`, `2h`, `7d`.
    static var duration: ValueForm {
        ValueForm(form: Form(expectation: "a number with a unit: 500ms, 90s, 10m, 2h or 7d")) {
            Duration(humanText: $0)
        }
    }
}

extension ValueForm where Value == Timestamp {
    /// A moment: a date, or a date and a time.
    static var time: ValueForm {
        ValueForm(form: Form(expectation: "a date like 2026-05-01 or a time like 2026-05-01T12:00:00Z")) {
            Timestamp.written($0)
        }
    }
}

extension ValueForm where Value: CaseIterable & RawRepresentable<String> {
    /// One of the cases of a type.
    static var choice: ValueForm {
        ValueForm(form: Form(choices: Value.allCases.map(\.rawValue))) { Value(rawValue: $0) }
    }
}

extension ValueForm where Value: Equatable & RawRepresentable<String> {
    /// One of some cases of a type.
    static func choice(among values: [Value]) -> ValueForm {
        ValueForm(form: Form(choices: values.map(\.rawValue))) { text in
            Value(rawValue: text).flatMap { values.contains($0) ? $0 : nil }
        }
    }
}

extension ValueForm where Value == Bool {
    /// The answer to a question: `yes` or `no`.
    static var answer: ValueForm {
        ValueForm(form: Form(choices: ["yes", "no"])) { ["yes": true, "no": false][$0] }
    }
}

extension ValueForm where Value == Double {
    /// A number within a range.
    static func number(_ range: ClosedRange<Double>) -> ValueForm {
        ValueForm(form: Form(expectation: "a number from \(range.lowerBound) to \(range.upperBound)")) { text in
            Double(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueForm where Value == Serial {
    /// The serial of a receiver; shells offer those that the server knows.
    static var serial: ValueForm {
        ValueForm(
            form: Form(
                expectation: "a serial like SG-F28CRPI33503", completion: .offer(.receivers))
        ) { Serial($0) }
    }
}
