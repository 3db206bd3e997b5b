// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// Which receivers a list shows, as the address of the page has it.
struct ReceiverFilter: Sendable, Hashable {
    /// How a receiver is, in one word.
    enum Show: String, CaseIterable, Sendable {
        case all, offline, late, online, never, pending

        var title: String { self == .all ? "All" : rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

        func shows(_ receiver: ReceiverView) -> Bool {
            switch self {
            case .all: true
            case .pending: receiver.registration == .pending
            // A receiver that nobody has accepted has no contact that counts.
            default: receiver.registration == .accepted && receiver.contact.rawValue == rawValue
            }
        }
    }

    var show = Show.all
    var project: ProjectID?
    var state: Receiver.Registration?
    /// What its serial or its name has in it.
    var text = ""

    init() {}

    /// The filter of an address; a field that was left empty says nothing.
    ///
    /// - Throws: `Problem` 400 where it says what can't be: a filter that is misspelt must not pass for none.
    init(_ call: Call) throws(Problem) {
        func item<Value>(_ name: String, _ words: String, _ read: (String) -> Value?) throws(Problem) -> Value? {
            guard let text = call.query(name), !text.isEmpty else { return nil }
            guard let value = read(text) else { throw .invalid("\(name): expected \(words).") }
            return value
        }
        show = try item("show", Show.allCases.map(\.rawValue).joined(separator: ", "), Show.init) ?? .all
        project = try item("project", "the number of a project") { Int64($0).map(ProjectID.init) }
        state = try item(
            "state", Receiver.Registration.allCases.map(\.rawValue).joined(separator: ", "),
            Receiver.Registration.init)
        text = String((call.query("text") ?? "").trimmed.prefix(100))
    }

    func shows(_ receiver: ReceiverView) -> Bool {
        guard show.shows(receiver), project.map({ $0 == receiver.project }) ?? true,
            state.map({ $0 == receiver.registration }) ?? true
        else { return false }
        guard !text.isEmpty else { return true }
        let wanted = text.lowercased()
        return [receiver.serial.text, receiver.name, receiver.motus?.name].compactMap(\.self)
            .contains { $0.lowercased().contains(wanted) }
    }

    /// The same for receivers that are in another way.
    func showing(_ show: Show) -> ReceiverFilter {
        var filter = self
        filter.show = show
        return filter
    }

    /// The query of the address of a page of such a list.
    func query(page: Int? = nil) -> String {
        Pages.query([
            "show": show.rawValue, "project": project.map { "\($0.rawValue)" }, "state": state?.rawValue,
            "text": text.isEmpty ? nil : text, "page": page.map { String($0) },
        ])
    }
}
