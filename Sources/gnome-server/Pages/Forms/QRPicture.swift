// SPDX-License-Identifier: Apache-2.0

/// A QR code as a picture that needs no script: dark on light, also where the page is light on dark.
struct QRPicture: Sendable {
    /// How many light modules must lie around a code, so that cameras find it.
    private static let margin = 4
    let code: QRCode
    /// What it says, for who can't see it.
    let label: String

    var html: HTML {
        let side = code.width + 2 * Self.margin
        return """
            <svg class="qr" role="img" aria-label="\(label)" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
            """
    }

    /// The runs of dark modules, row by row.
    private var path: String {
        var path = ""
        for y in 0..<code.width {
            var x = 0
            while x < code.width {
                let run = code.modules[(y * code.width + x)..<((y + 1) * code.width)].prefix { $0 }.count
                if run > 0 { path += "M\(x + Self.margin) \(y + Self.margin)h\(run)v1h-\(run)z" }
                x += run + 1
            }
        }
        return path
    }
}
