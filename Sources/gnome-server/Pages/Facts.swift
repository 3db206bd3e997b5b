// SPDX-License-Identifier: Apache-2.0

/// Names and values, those only that are known.
struct Facts: Sendable {
    private var rows: [HTML] = []

    mutating func add(_ name: String, _ value: HTML?) {
        guard let value, !value.description.isEmpty else { return }
        rows.append("<div><dt>\(name)</dt><dd>\(value)</dd></div>")
    }

    var html: HTML { rows.isEmpty ? .empty : "<dl>\(HTML(rows))</dl>" }
}
