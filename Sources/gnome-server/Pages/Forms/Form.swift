// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// A form on a page, made of the fields that a request declares: it works without scripts, and says what is wrong beside the
/// field that it is wrong in.
struct Form: Sendable {
    /// Where it is sent.
    let action: String
    let fields: [Field]
    /// What the button says.
    let button: String
    /// What proves that the form is one of ours; nothing for who has no session yet.
    let proof: FormProof?
    /// The projects that a field may name.
    var projects: [(word: String, label: String)] = []
    /// What stands in the fields.
    var typed = FormBody()
    /// What is wrong with it.
    var problems: [InvalidField] = []
    /// What is wrong with no field in particular.
    var trouble: String?

    var html: HTML {
        """
        \(summary)
        <form method="post" action="\(action)"\(encoding) class="form">
        \(proof?.html)\(revision)\(HTML(fields.map { entry($0, at: $0.name) }))
        <p><button>\(button)</button></p>
        </form>
        """
    }

    /// Files are sent in another language than what is typed.
    private var encoding: HTML {
        let hasFiles = fields.contains { if case .file = $0.kind { true } else { false } }
        return hasFiles ? " enctype=\"multipart/form-data\"" : .empty
    }

    /// The state that the form was filled from, so that nobody overwrites what they have not seen.
    private var revision: HTML {
        typed["revision"].map { "<input type=\"hidden\" name=\"revision\" value=\"\($0)\">\n" } ?? .empty
    }

    /// What is wrong, on top, each with the way to its field.
    private var summary: HTML {
        guard !problems.isEmpty || trouble != nil else { return .empty }
        let items = problems.map { problem -> HTML in
            let label = label(of: problem.name, in: fields)
            return "<li><a href=\"#\(problem.name)\">\(label)</a> \(problem.reason).</li>"
        }
        return """
            <div class="notice" role="alert"><h2>It could not be done</h2>
            \(trouble.map { "<p>\($0)</p>" as HTML })\
            \(items.isEmpty ? HTML.empty : "<ul>\(HTML(items))</ul>")</div>
            """
    }

    private func label(of path: String, in fields: [Field]) -> String {
        let name = path.split(separator: ".").last.map(String.init) ?? path
        func find(_ fields: [Field]) -> String? {
            for field in fields {
                if field.name == name { return field.label }
                switch field.kind {
                case .group(let inner), .list(let inner, _): if let found = find(inner) { return found }
                default: continue
                }
            }
            return nil
        }
        return find(fields) ?? path
    }

    /// A field, or all that belong to it.
    ///
    /// - Parameter isLoose: Whether it belongs to something that may be left empty as a whole.
    private func entry(_ field: Field, at path: String, isLoose: Bool = false) -> HTML {
        switch field.kind {
        case .group(let fields):
            return """
                <fieldset><legend>\(field.label)</legend>\(hint(field, at: path))
                \(HTML(fields.map { entry($0, at: "\(path).\($0.name)", isLoose: !field.isRequired) }))</fieldset>

                """
        case .list(let fields, let limit):
            // One more than there are, so that one can be added; without scripts a page can't grow.
            let used = (0..<limit).last { typed.hasAny(below: "\(path)[\($0)]") }.map { $0 + 1 } ?? 0
            let rows = (0..<min(limit, max(used + 1, 2))).map { index -> HTML in
                """
                <fieldset><legend>\(field.label) \(index + 1)</legend>
                \(HTML(fields.map { entry($0, at: "\(path)[\(index)].\($0.name)", isLoose: true) }))</fieldset>

                """
            }
            return HTML(rows)
        case .choices(let choices):
            return boxes(field, at: path, choices.map { ($0.word, $0.label) })
        case .numbers(let range):
            return boxes(field, at: path, range.map { (String($0), String($0)) })
        default: return single(field, at: path, isLoose: isLoose)
        }
    }

    /// One control with its label.
    private func single(_ field: Field, at path: String, isLoose: Bool) -> HTML {
        let wrong = problems.filter { $0.name == path }
        let described = [
            field.help != nil || !field.example.isEmpty ? "\(path)-hint" : nil, wrong.isEmpty ? nil : "\(path)-fault",
        ].compactMap(\.self).joined(separator: " ")
        var marks: HTML = "id=\"\(path)\" name=\"\(path)\""
        if !described.isEmpty { marks = "\(marks) aria-describedby=\"\(described)\"" }
        if !wrong.isEmpty { marks = "\(marks) aria-invalid=\"true\"" }
        if field.isRequired, !isLoose { marks = "\(marks) required" }
        let value = typed[path] ?? ""
        let control: HTML
        switch field.kind {
        case .prose: control = "<textarea rows=\"4\" \(marks)>\(value)</textarea>"
        case .secret: control = "<input type=\"password\" autocomplete=\"\(autocomplete(field))\" \(marks)>"
        case .flag:
            let ticked: HTML = value.isEmpty ? .empty : " checked"
            return """
                <p class="field"><label><input type="checkbox" value="true" \(marks)\(ticked)> \(field.label)</label>\
                \(hint(field, at: path))\(fault(wrong, at: path))</p>

                """
        case .choice(let choices):
            control = Form.select(marks, choices, chosen: value, none: "–")
        case .project:
            control = Form.select(marks, projects, chosen: value, none: "–")
        case .file(let types):
            control = "<input type=\"file\" accept=\"\(types.joined(separator: ","))\" \(marks)>"
        case .integer, .number:
            control = "<input inputmode=\"decimal\" autocomplete=\"off\" \(marks) value=\"\(value)\">"
        default: control = "<input autocomplete=\"\(autocomplete(field))\" \(marks) value=\"\(value)\">"
        }
        let star: HTML = field.isRequired && !isLoose ? " <span class=\"must\">(must be given)</span>" : .empty
        return """
            <p class="field"><label for="\(path)">\(field.label)\(star)</label>\
            \(hint(field, at: path))\(fault(wrong, at: path))\(control)</p>

            """
    }

    /// A choice of one of several words.
    ///
    /// - Parameter none: What choosing none of them is called.
    static func select(
        _ marks: HTML, _ choices: [(word: String, label: String)], chosen: String?, none: String
    ) -> HTML {
        let options = choices.map { choice -> HTML in
            let mark: HTML = choice.word == chosen ? " selected" : .empty
            return "<option value=\"\(choice.word)\"\(mark)>\(choice.label)</option>"
        }
        return "<select \(marks)><option value=\"\">\(none)</option>\(HTML(options))</select>"
    }

    private func boxes(_ field: Field, at path: String, _ choices: [(String, String)]) -> HTML {
        let chosen = typed.values(path)
        let boxes = choices.map { word, label -> HTML in
            let ticked: HTML = chosen.contains(word) ? " checked" : .empty
            return """
                <label class="box"><input type="checkbox" name="\(path)" value="\(word)"\(ticked)> \(label)</label>

                """
        }
        return """
            <fieldset id="\(path)"><legend>\(field.label)</legend>\(hint(field, at: path))\
            \(fault(problems.filter { $0.name == path }, at: path))
            \(HTML(boxes))</fieldset>

            """
    }

    private func hint(_ field: Field, at path: String) -> HTML {
        let words = [field.help, field.example.isEmpty ? nil : "Such as \(field.example)."].compactMap(\.self)
        guard !words.isEmpty else { return .empty }
        return "<span class=\"hint\" id=\"\(path)-hint\">\(words.joined(separator: " "))</span>"
    }

    private func fault(_ problems: [InvalidField], at path: String) -> HTML {
        guard !problems.isEmpty else { return .empty }
        let words = problems.map { "\(label(of: path, in: fields)) \($0.reason)." }.joined(separator: " ")
        return "<strong class=\"fault\" id=\"\(path)-fault\">\(words)</strong>"
    }

    private func autocomplete(_ field: Field) -> String {
        switch field.name {
        case "login": "username"
        case "password": button == "Log in" ? "current-password" : "new-password"
        default: "off"
        }
    }
}
