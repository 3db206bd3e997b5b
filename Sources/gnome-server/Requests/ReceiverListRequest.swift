// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeStore

/// Which receivers a list shows, in which order and from where on: what the API and the addresses of the pages say alike.
struct ReceiverListRequest: Sendable, Hashable {
    var registration: Receiver.Registration?
    var contact: ContactState?
    var project: ProjectID?
    var isDeployed: Bool?
    /// What its serial or its name has in it.
    var text = ""
    var sort: ReceiverSort
    /// Where the page before ended; nothing for the first page.
    private var cursor: Cursor?

    /// What the query may hold.
    static let items: [Contract.QueryItem] = [
        .init("registration", .oneOf(Receiver.Registration.self), "Only receivers whose registration is so."),
        .init("contact", .oneOf(ContactState.self), "Only receivers that are heard so, at this moment."),
        .init("project", .id, "Only receivers of this project."),
        .init("deployed", .oneOf(["true", "false"]), "Only receivers that hang somewhere now, or that don't."),
        .init("text", .word(0...100), "Only receivers whose serial or name has this in it."),
        .init(
            "sort", .oneOf(ReceiverSort.self),
            "In which order: by serial, by name, by when it was last heard or the other way round, or those first that need "
                + "somebody soonest; by serial where it is not given."),
        .after(.text(1...300, pattern: Cursor.pattern)), .limit,
    ]

    init(sort: ReceiverSort = .serial) { self.sort = sort }

    /// The request of an address; an item that was left empty says nothing.
    ///
    /// - Parameters:
    ///   - call: What has the address.
    ///   - sort: The order where none is asked for.
    /// - Throws: `Problem` 400 where it says what can't be: a filter that is misspelt must not pass for none.
    init(_ call: Call, sort usual: ReceiverSort = .serial) throws(Problem) {
        func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String) throws(Problem) -> Value? {
            guard let text = call.query(name), !text.isEmpty else { return nil }
            guard let value = Value(rawValue: text) else {
                throw .invalid("\(name): expected one of \(Value.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return value
        }
        self.init(sort: try choice("sort") ?? usual)
        registration = try choice("registration")
        contact = try choice("contact")
        if call.query("project") != "" { project = try call.number(ofQuery: "project").map(ProjectID.init) }
        if call.query("deployed") ?? "" != "" { isDeployed = try call.flag("deployed") }
        text = String((call.query("text") ?? "").trimmed.prefix(100))
        cursor = try call.cursor("after") { Cursor($0) }
        if let cursor, cursor.sort != sort {
            throw .invalid(
                "after: this place is one of a list with sort=\(cursor.sort.rawValue), and sort is \(sort.rawValue). "
                    + "Leave it out to begin the list.")
        }
    }

    /// The same for receivers that are in another state.
    func showing(_ registration: Receiver.Registration?, _ contact: ContactState? = nil) -> ReceiverListRequest {
        var request = self
        (request.registration, request.contact) = (registration, contact)
        return request
    }

    /// The query of the address of such a list, from its first page on.
    var query: String {
        Pages.query([
            "registration": registration?.rawValue, "contact": contact?.rawValue,
            "project": project.map { "\($0.rawValue)" }, "deployed": isDeployed.map { "\($0)" },
            "text": text.isEmpty ? nil : text, "sort": sort.rawValue,
        ])
    }

    /// The receivers that are meant, of those that a caller may see.
    func filter(for call: Call, in context: ServerContext) -> ReceiverFilter {
        var projects = call.projects(.readReceivers)
        if let project { projects = projects.map { $0.intersection([project]) } ?? [project] }
        return ReceiverFilter(
            projects: projects, registration: registration, contact: contact, isDeployed: isDeployed, text: text,
            at: cursor?.moment ?? context.now(), policy: context.policy)
    }

    /// A page of the list.
    func page(
        matching filter: ReceiverFilter, limit: Int, of store: any StoreReader
    ) throws(StoreError) -> (overviews: [ReceiverOverview], next: String?) {
        let overviews = try store.overviews(matching: filter, by: sort, after: cursor?.place, limit: limit)
        let next = overviews.cursor(
            { Cursor(sort: sort, moment: filter.moment, place: $0.place(by: sort, for: filter)) }, limit: limit)
        return (overviews, next?.text)
    }
}

extension ReceiverListRequest {
    /// Where a list goes on, as a text that whoever reads it gives back.
    ///
    /// It says at which moment the list was begun, because who is late depends on it: were every page to ask anew, a receiver
    /// that becomes late meanwhile could go from the pages to come to one that was read already, and never be seen.
    fileprivate struct Cursor: Sendable, Hashable {
        static let pattern =
            "^(serial|name|-?lastHeard|urgency) [0-9]{1,18} -?[0-9]{1,19} [!-~]{1,64} [^\\u0000-\\u001F\\u007F]*$"

        let sort: ReceiverSort
        let moment: Timestamp
        let place: ReceiverPlace

        init(sort: ReceiverSort, moment: Timestamp, place: ReceiverPlace) {
            self.sort = sort
            self.moment = moment
            self.place = place
        }

        /// Nothing where the text is none that was given.
        init?(_ text: String) {
            let parts = text.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 5, let sort = ReceiverSort(rawValue: parts[0]), let moment = Int64(parts[1]),
                let number = Int64(parts[2]), let serial = Serial(parts[3])
            else { return nil }
            self.init(
                sort: sort, moment: Timestamp(microseconds: moment),
                place: ReceiverPlace(number: number, word: parts[4], serial: serial))
        }

        var text: String {
            "\(sort.rawValue) \(moment.microseconds) \(place.number) \(place.serial) \(place.word)"
        }
    }
}
