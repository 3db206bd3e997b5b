// SPDX-License-Identifier: Apache-2.0

/// A line over time with the band between its least and greatest values, as a picture that needs no script.
struct Chart: Sendable {
    /// One point of the line.
    struct Point: Sendable, Hashable {
        /// Where it lies in time, from 0 to 1.
        var x: Double
        var minimum: Double
        var value: Double
        var maximum: Double
    }

    static let size = (width: 320.0, height: 80.0)
    /// The points, in the order of time.
    let points: [Point]
    /// Points farther apart than this share of the width are not joined: between them nothing was heard.
    let gap: Double
    /// The id of the element that says in words what it shows.
    let label: String

    var html: HTML {
        let pieces = strokes.map { stroke -> HTML in
            if stroke.count == 1 {
                return "<circle class=\"dot\" cx=\"\(x(stroke[0]))\" cy=\"\(y(stroke[0].value))\" r=\"2\"/>"
            }
            let line = stroke.map { "\(x($0)),\(y($0.value))" }.joined(separator: " ")
            let band =
                stroke.map { "\(x($0)),\(y($0.maximum))" } + stroke.reversed().map { "\(x($0)),\(y($0.minimum))" }
            return """
                <polygon class="band" points="\(band.joined(separator: " "))"/>\
                <polyline class="line" points="\(line)"/>
                """
        }
        return """
            <svg class="chart" role="img" aria-labelledby="\(label)" viewBox="0 0 \(Int(Self.size.width)) \
            \(Int(Self.size.height))" preserveAspectRatio="none">\(HTML(pieces))</svg>
            """
    }

    /// The points that are joined with each other.
    private var strokes: [[Point]] {
        points.reduce(into: []) { strokes, point in
            if let last = strokes.last?.last, point.x - last.x <= gap {
                strokes[strokes.count - 1].append(point)
            } else {
                strokes.append([point])
            }
        }
    }

    private func x(_ point: Point) -> String { Self.coordinate(point.x * Self.size.width) }

    private func y(_ value: Double) -> String {
        let least = points.map(\.minimum).min() ?? 0
        let range = (points.map(\.maximum).max() ?? 0) - least
        // Room for the width of the line; what never changes lies in the middle.
        let share = range > 0 ? (value - least) / range : 0.5
        return Self.coordinate(3 + (1 - share) * (Self.size.height - 6))
    }

    private static func coordinate(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
