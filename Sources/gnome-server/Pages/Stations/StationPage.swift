// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService

/// One station: where it stands, what hangs there now, and its whole history, whichever hardware it was.
struct StationPage: Sendable {
    let view: StationDetailView
    let photos: [PhotoView]
    /// The links by which landowners look at it; nothing where the reader may not make any.
    let links: [TokenView]?
    let now: Timestamp
    let mayChange: Bool
    let proof: FormProof

    private var path: String { view.station.id.path }

    var html: HTML {
        """
        \(Pages.crumbs(.toStations))
        <h1><bdi>\(view.station.name)</bdi></h1>
        <p class="state">\(state)</p>
        \(acts)
        \(facts.html)
        \(view.station.notes.isEmpty ? .empty : "<section><h2>Notes</h2><pre tabindex=\"0\">\(view.station.notes)</pre></section>")
        <section><h2>History</h2>
        \(view.deployments.isEmpty ? "<p>Nothing ever hung here.</p>" : HTML(history))</section>
        \(gallery)
        \(links.map(landowners))
        """
    }

    private var gallery: HTML {
        guard mayChange || !photos.isEmpty else { return .empty }
        let figures = photos.map { photo -> HTML in
            let number = Int(photo.id.rawValue)
            let caption = photo.caption.isEmpty ? "Photo \(number)" : photo.caption
            let removal: HTML =
                mayChange
                ? ActButton.html(
                    "Take it away", about: caption, to: "\(path)/photos/\(number)/remove", proof: proof) : .empty
            return """
                <div class="photo"><figure><img src="/api/v1\(path)/photos/\(number)" alt="\(caption)" loading="lazy">\
                <figcaption><bdi>\(caption)</bdi>, \(Moments.absolute(photo.addedAt))</figcaption></figure>\(removal)</div>

                """
        }
        let addition: HTML = mayChange ? "<p><a href=\"\(path)/photos/new\">Add a photo</a></p>" : .empty
        return "<section><h2>Photos</h2>\n<div class=\"charts\">\(HTML(figures))</div>\(addition)</section>"
    }

    private func landowners(_ links: [TokenView]) -> HTML {
        """
        <section><h2>Links for landowners</h2>
        \(TokenTable(tokens: links, path: path + "/links", proof: proof, now: now).html)
        <p><a href="\(path)/links/new">New link</a></p></section>
        """
    }

    private var state: HTML {
        let serials = view.station.receivers
        guard !serials.isEmpty else { return "Nothing hangs here now." }
        let links = serials.map { "\($0.link) " as HTML }
        return "Here hangs now: \(HTML(links))"
    }

    private var acts: HTML {
        guard mayChange else { return .empty }
        return """
            <ul class="choices"><li><a href="\(path)/deployments/new">Deploy a receiver</a></li>\
            <li><a href="\(path)/edit">Change the station</a></li></ul>
            """
    }

    private var facts: Facts {
        var facts = Facts()
        facts.add("Place", "\(view.station.place?.words ?? "not said yet")")
        facts.add("Time zone", "\(view.station.timeZone ?? "not said")")
        facts.add("Since", Moments.absolute(view.station.createdAt))
        return facts
    }

    /// Deployments and gaps, the newest first.
    private var history: [HTML] {
        let deployments = view.deployments.map { ($0.start, entry($0)) }
        let gaps = view.gaps.map { gap in
            (
                gap.start,
                """
                <article class="gap"><p>Nothing hung here from \(Moments.absolute(gap.start)) \
                \(gap.end.map { "to \(Moments.absolute($0))" as HTML }).</p></article>

                """ as HTML
            )
        }
        return (deployments + gaps).sorted { $0.0 > $1.0 }.map(\.1)
    }

    private func entry(_ deployment: DeploymentView) -> HTML {
        let end: HTML = deployment.end.map { "to \(Moments.absolute($0))" } ?? "until now"
        let antennas = deployment.antennas.map { antenna -> HTML in
            let parts = [
                antenna.type, antenna.bearing.map { "\($0.brief)°" }, antenna.height.map { "\($0.brief) m high" },
                antenna.frequency.map { "\($0.brief) MHz" },
            ].compactMap(\.self).joined(separator: ", ")
            return "<li>Port \(antenna.port): \(parts)</li>"
        }
        let list: HTML = antennas.isEmpty ? "<p>No antennas are written down.</p>" : "<ul>\(HTML(antennas))</ul>"
        return """
            <article>
            <h3>\(deployment.serial.link)</h3>
            <p>From \(Moments.absolute(deployment.start)) \(end). \(sent(deployment))</p>
            \(list)
            <p>\(expectations(deployment.expectations))</p>
            \(mayChange ? acts(deployment) : .empty)
            </article>

            """
    }

    private func sent(_ deployment: DeploymentView) -> HTML {
        guard let last = deployment.lastContactAt else { return "Nothing was heard of it in that time." }
        return "Messages: \(deployment.frames), the last \(Moments.relative(last, now: now))."
    }

    private func expectations(_ expectations: Expectations) -> String {
        [
            expectations.link == .networked ? "Networked" : "Card only", expectations.isSolar ? "solar" : nil,
            expectations.dutyCycle < 1 ? "on for \((expectations.dutyCycle * 100).brief) % of the day" : nil,
            expectations.months == Expectations.allMonths
                ? "all year" : "months \(expectations.months.sorted().map { String($0) }.joined(separator: ", "))",
        ].compactMap(\.self).joined(separator: ", ") + "."
    }

    private func acts(_ deployment: DeploymentView) -> HTML {
        let path = "/deployments/\(deployment.id.rawValue)"
        let isCurrent = deployment.start <= now && deployment.end.map { now < $0 } ?? true
        let follows = view.deployments.contains { $0.end == deployment.start && $0.id != deployment.id }
        let current: HTML = """
            <a href="\(path)/swap">Swap hardware</a> <a href="\(path)/end">End it</a>\u{20}
            """
        return """
            <p class="links">\(isCurrent ? current : .empty)<a href="\(path)/edit">Correct it</a></p>
            \(follows ? ActButton.html("Undo the swap", to: path + "/undo-swap", proof: proof) : .empty)
            """
    }
}

extension Double {
    /// A number without needless decimals: `90`, `166.38`.
    fileprivate var brief: String { self == rounded() && abs(self) < 1e9 ? String(Int(self)) : "\(self)" }
}
