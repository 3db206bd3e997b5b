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

    let filter: ReceiverFilter
    /// The projects into which they can go.
    let projects: [ProjectID: String]
    let proof: FormProof
    let mayMove: Bool

    /// The column of a table with the boxes that choose receivers.
    static func choice<Row>(_ serial: @escaping (Row) -> Serial) -> Table<Row>.Column {
        .cell("Choose") { row in
            let serial = serial(row).text
            return """
                <label class="box"><input type="checkbox" name="serial" value="\(serial)">\
                <span class="unseen">Choose \(serial)</span></label>
                """
        }
    }

    func html(around table: HTML) -> HTML {
        let owners = projects.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            .map { (word: "\($0.key.rawValue)", label: $0.value) }
        let acts = Act.allCases.filter { $0 != .move || mayMove }
        let buttons = acts.map { "<button name=\"act\" value=\"\($0.rawValue)\">\($0.title)</button> " as HTML }
        return """
            <form method="post" action="\(Self.path + filter.query())" class="bulk">
            \(proof.html)\(table)
            <fieldset><legend>With those that are ticked</legend>
            <p class="field"><label for="owner">Project, for those that are accepted or moved</label>\
            \(Form.select("id=\"owner\" name=\"project\"", owners, chosen: nil, none: "as it is"))</p>
            <p class="buttons">\(HTML(buttons))</p></fieldset>
            </form>
            """
    }
}
