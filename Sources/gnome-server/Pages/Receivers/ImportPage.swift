// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import GnomeTransport

/// The page on which a list of receivers is taken in: tried first, with a result for each row, and then done.
struct ImportPage: Sendable {
    private let context: ServerContext

    init(_ context: ServerContext) { self.context = context }

    var operations: [Operation] {
        let operation = RegistrationAPI(context).importList
        return [
            .page("GET", Self.pattern, "receivers-import-page", access: operation.access) { call in
                try await page(call, FormBody(encoding: ["list": Self.header]))
            },
            // A list, once as it was typed and with what a form adds to it.
            .page(
                "POST", Self.pattern, "receivers-import-send", access: operation.access,
                bodyLimit: operation.bodyLimit + (64 << 10), handler: send),
        ]
    }

    private static let pattern = "/projects/{project}/receivers/import"
    private static let header = "serial,name,key,state,station\n"

    @Sendable private func send(_ call: Call) async throws -> HTTPResponse {
        let form = try call.form()
        let bytes = form.files["file"] ?? Array((form["list"] ?? "").utf8)
        // Of other characters nothing is shown: sent once more, they would be taken for what was meant.
        let typed = FormBody(encoding: ["list": String(validating: bytes, as: UTF8.self) ?? ""])
        do {
            let isJSON = bytes.first { !" \r\n\t".utf8.contains($0) } == UInt8(ascii: "[")
            let list = isJSON ? try ReceiverImport(json: bytes) : try ReceiverImport(csv: bytes)
            let view = try await context.importReceivers(list, isDryRun: form["do"] == nil, as: call)
            return try await page(call, typed, ImportResults(view: view).html, mayDo: view.dryRun)
        } catch let error as any Classified where error.disposition == .invalid {
            let problem = Problem(error)
            return try await page(call, typed, fault: problem.detail, status: problem.status)
        }
    }

    /// - Parameter mayDo: Whether what was tried can be done.
    private func page(
        _ call: Call, _ typed: FormBody, _ results: HTML = .empty, mayDo: Bool = false, fault: String? = nil,
        status: Int = 200
    ) async throws -> HTTPResponse {
        let wrong: HTML? = fault.map { "<strong class=\"fault\" id=\"list-fault\">\($0)</strong>" }
        let marks: HTML = fault == nil ? .empty : " aria-invalid=\"true\""
        return Pages.page(
            call, title: "Import receivers",
            body: """
                \(try await context.projectCrumbs(call))
                <h1>Import receivers</h1>
                \(results)
                <form method="post" action="\(call.head.escapedPath)" enctype="multipart/form-data" class="form">
                \(call.proof.html)<p class="field"><label for="list">The list</label>\
                <span class="hint" id="list-hint">CSV with a header, or a JSON list of objects. Only the serial must be given; \
                <code>state</code> is accepted or preauthorised.</span>\(wrong)\
                <textarea id="list" name="list" rows="10" aria-describedby="list-hint\(wrong == nil ? "" : " list-fault")"\
                \(marks)>\(typed["list"] ?? "")</textarea></p>
                <p class="field"><label for="file">Or a file</label>\
                <input type="file" id="file" name="file" accept=".csv,.json,text/csv,application/json"></p>
                <p class="buttons"><button>Try it</button>\(mayDo ? " <button name=\"do\" value=\"true\">Do it</button>" : .empty)</p>
                </form>
                """, status: status)
    }
}

/// What became of each row of an import, or would.
struct ImportResults: Sendable {
    let view: ImportView

    var html: HTML {
        let counts = RegistrationService.ImportedRow.Outcome.allCases.compactMap { outcome in
            view.counts[outcome.rawValue].map { "\($0) \(outcome.rawValue)" }
        }.joined(separator: ", ")
        return """
            <section><h2>\(view.dryRun ? "What it would come to" : "What it came to")</h2>
            <p class="state" role="status">\(counts.isEmpty ? "The list is empty." : "\(counts).") \
            \(view.dryRun ? "Nothing was changed yet." : "")</p>
            \(view.rows.isEmpty ? .empty : table)</section>
            """
    }

    private var table: HTML {
        Table(
            view.rows,
            [
                .cell("Row") { "\($0.number)" },
                .head("Serial", as: .content) { "<bdi>\($0.serial.isEmpty ? "–" : $0.serial)</bdi>" },
                .cell("Outcome") { "\($0.outcome.rawValue)" },
                .cell("Why", as: .content) { row in
                    let problems = row.problems.map { "\($0.name) \($0.reason)" }.joined(separator: "; ")
                    return "\(problems.isEmpty ? "–" : problems)"
                },
            ]
        ).html
    }
}
