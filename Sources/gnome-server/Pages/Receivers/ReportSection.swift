// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// The last report of a V2 receiver: what it means first, then all of it as it came.
struct ReportSection: Sendable {
    let report: InfoReport
    let at: Timestamp?
    let now: Timestamp

    var html: HTML {
        """
        <section><h2>Last report</h2>
        \(at.map { "<p>Came \(Moments.relative($0, now: now)).</p>" as HTML })
        \(trouble)
        \(group("Software", software))
        \(group("Radios", radios))
        \(group("Position", position))
        \(group("Data files", files))
        \(group("Network", network))
        \(group("Services", services))
        \(group("Packages", packages))
        \(raw)
        </section>
        """
    }

    private var monitoring: Monitoring? { report.monitoring }

    private var trouble: HTML? {
        report.monitoringError.map {
            """
            <div class="notice" role="note"><h3>The control program is not well</h3>
            <p>In place of its state the receiver reports: <q>\($0)</q></p></div>
            """
        }
    }

    private func group(_ title: String, _ facts: Facts) -> HTML {
        let html = facts.html
        return html.description.isEmpty ? .empty : "<h3>\(title)</h3>\(html)"
    }

    private var software: Facts {
        var facts = Facts()
        facts.add("Version", text(report.version))
        facts.add("Train", text(report.train))
        facts.add("Label", text(report.label))
        facts.add("Boots", report.bootCount.map { "\($0)" })
        facts.add("Clock of the receiver", report.date.map { Moments.absolute($0) })
        facts.add("Time zone", text(report.fields["timezone"]))
        return facts
    }

    private var radios: Facts {
        var facts = Facts()
        facts.add("Frequency", report.lotekFrequency.map { "\(String($0)) MHz" })
        facts.add("State", text(monitoring?.radioState))
        facts.add("Radios", monitoring?.radioCount("all").map { "\($0)" })
        facts.add("Bad radios", monitoring?.radioCount("bad").flatMap { $0 > 0 ? "\($0)" : nil })
        for radio in monitoring?.radios ?? [] {
            facts.add("Port \(radio.port)", text([radio.type, radio.path.map { "USB \($0)" }]))
        }
        return facts
    }

    private var position: Facts {
        var facts = Facts()
        facts.add("GPS", text(monitoring?.gpsState))
        facts.add(
            "Place",
            monitoring?.position.map { "\(degrees($0.latitude, "N", "S")) \(degrees($0.longitude, "E", "W"))" })
        return facts
    }

    private var files: Facts {
        var facts = Facts()
        func count(_ title: String, _ counter: String) {
            facts.add(title, monitoring?.fileCount(counter).map { "\(Int($0))" })
        }
        count("Files", "total_files")
        count("Bytes", "total_bytes")
        count("Files to upload", "files_to_upload")
        count("Bytes to upload", "bytes_to_upload")
        count("Files from before 2010", "pre_2010_files")
        count("Files of other receivers", "other_sg_files")
        facts.add("Last upload", text([monitoring?.uploadStatus, monitoring?.uploadInfo]))
        return facts
    }

    private var network: Facts {
        var facts = Facts()
        facts.add("Way out", text(monitoring?.network("inet")))
        facts.add("Wi-Fi", text(monitoring?.network("wifi")))
        facts.add("Hotspot", text(monitoring?.network("hotspot")))
        facts.add("Cellular", text(monitoring?.network("cell")))
        facts.add("Operator", text(monitoring?.cell("operator name")))
        facts.add("Default route", text(report.fields["default route"]))
        return facts
    }

    private var services: Facts {
        var facts = Facts()
        for service in report.services { facts.add(service.name, text(service.state)) }
        return facts
    }

    private var packages: Facts {
        var facts = Facts()
        for package in report.packages { facts.add(package.name, text(package.version)) }
        return facts
    }

    /// Everything, so that nothing that was not understood is hidden.
    private var raw: HTML {
        var pieces: [HTML] = []
        let fields = report.fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        pieces.append(block("Fields", fields.joined(separator: "\n")))
        for section in report.sections { pieces.append(block(section.heading, section.lines.joined(separator: "\n"))) }
        if let json = monitoring?.json { pieces.append(block("monitoring", json.readableText)) }
        return "<h3>As it came</h3>\(HTML(pieces))"
    }

    private func block(_ title: String, _ text: String) -> HTML {
        text.isEmpty ? .empty : "<details><summary>\(title)</summary><pre tabindex=\"0\">\(text)</pre></details>"
    }

    private func text(_ value: String?) -> HTML? { value.flatMap { $0.isEmpty ? nil : "\($0)" } }

    private func text(_ parts: [String?]) -> HTML? { text(parts.compactMap(\.self).joined(separator: ", ")) }

    private func degrees(_ value: Double, _ positive: String, _ negative: String) -> String {
        let rounded = (abs(value) * 1e5).rounded() / 1e5
        return "\(rounded)° \(value < 0 ? negative : positive)"
    }
}
