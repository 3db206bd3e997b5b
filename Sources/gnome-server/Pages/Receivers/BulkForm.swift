// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// A form around a table of receivers: those that are ticked in it are acted on together.
struct BulkForm: Sendable {
    /// What can be done with many receivers at once.
    enum Act: String, CaseIterable, Sendable {
        case accept, reject, decommission, move

        var title: String {
            switch self {
            case .accept: "Accept"
            case .reject: "Reject"
            case .decommission: "Decommission"
            case .move: "Move to the project"
            }
        }

        /// What is lost by it; nothing where it can be undone at once.
        var warning: String? {
            switch self {
            case .accept, .move: nil
            case .reject: "What they have sent so far is dropped, and counted. That can't be undone."
            case .decommission: "Their deployments end now, and they can't log in any more. Their history stays."
            }
        }
    }

    static let path = "/receivers"

    let request: ReceiverListRequest
    /// The names of the projects that the reader may see.
    let projects: [ProjectID: String]
    /// What the page answers.
    let call: Call

    /// A table of receivers, with the form around it for whoever may do anything with them.
    func html<Row>(_ rows: [Row], _ columns: [Table<Row>.Column], serial: @escaping (Row) -> Serial) -> HTML {
        guard call.mayAnywhere(.manageReceivers) else { return Table(rows, columns).html }
        let owners = projects.filter { call.may(.manageReceivers, in: $0.key) }.choices
        let acts = Act.allCases.filter { $0 != .move || call.may(.manageServer, on: .server) }
        let buttons = acts.map { "<button name=\"act\" value=\"\($0.rawValue)\">\($0.title)</button> " as HTML }
        return """
            <form method="post" action="\(Self.path + request.query)" class="bulk">
            \(call.proof.html)\(Table(rows, [choice(serial)] + columns).html)
            <fieldset><legend>With those that are ticked</legend>
            <p class="field"><label for="owner">Project, for those that are accepted or moved</label>\
            \(Form.select("id=\"owner\" name=\"project\"", owners, chosen: nil, none: "as it is"))</p>
            <p class="buttons">\(HTML(buttons))</p></fieldset>
            </form>
            """
    }

    /// The boxes that choose receivers.
    private func choice<Row>(_ serial: @escaping (Row) -> Serial) -> Table<Row>.Column {
        .cell("Choose") { row in
            let serial = serial(row).text
            return """
                <label class="box"><input type="checkbox" name="serial" value="\(serial)">\
                <span class="unseen">Choose \(serial)</span></label>
                """
        }
    }
}
