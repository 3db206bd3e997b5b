// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("The report of a V2 receiver")
struct InfoReportTests {
    private static let full = """
        date: 1704067200 Mon Jan  1 00:00:00 UTC 2024
        sgid: SG-7F5ERPI46977
        timezone: UTC0
        bootcount: 7
        lotek_freq: 166.38
        find_tags:  [ "--default-freq", 166.38, "--pulse-slop", 1.5 ]
        version: SG 2023-115
        train: bookworm
        label: "daves-station"
        default route: 1.1.1.1 via 192.168.0.1 dev wlan0 src 192.168.0.93 uid 0
        ip addresses
        1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
        wifi
        wpa_state=COMPLETED
        packages
        pkg sg-control: 2.0.1
        services
        sg-control: Active: active (running) since Mon
        json: {"radios": {"counts": {"all": 2, "bad": "1"}, "devices": {"10": {"type": "x"}, "3": {"type": "rtlsdr", "port_path": "1.2"}},
        """.replacingLastLine(
            with:
                #"json: {"radios": {"counts": {"all": 2, "bad": "1"}, "devices": {"10": {"type": "x"}, "3": {"type": "rtlsdr", "port_path": "1.2"}}}, "gps": {"state": "3D-fix", "lat": 44.5, "lon": "-66.1"}, "files": {"summary": {"files_to_upload": null, "total_files": 12}}, "cell_info": {"operator name": "--"}}"#
        )

    @Test("every part of a full report is found")
    func readsFullReports() throws {
        let report = try InfoReport(text: Self.full)
        #expect(report.sgid == "SG-7F5ERPI46977")
        #expect(report.date == Timestamp(seconds: 1_704_067_200))
        #expect(report.bootCount == 7)
        #expect(report.lotekFrequency == 166.38)
        #expect(report.version == "SG 2023-115")
        #expect(report.label == "daves-station")
        #expect(report.fields["default route"]?.hasPrefix("1.1.1.1 via") == true)
        #expect(report.sections.map(\.heading) == ["ip addresses", "wifi", "packages", "services"])
        #expect(report.packages.map(\.name) == ["sg-control"])
        #expect(report.services.map(\.state) == ["active (running) since Mon"])
        let monitoring = try #require(report.monitoring)
        #expect(monitoring.radios.map(\.port) == ["3", "10"])
        #expect(monitoring.radioCount("bad") == 1)
        #expect(monitoring.position?.longitude == -66.1)
        #expect(monitoring.fileCount("files_to_upload") == nil)
        #expect(monitoring.fileCount("total_files") == 12)
        #expect(monitoring.cell("operator name") == "--")
    }

    @Test("any line may be missing, and the lines that are there are still read")
    func toleratesMissingLines() throws {
        let lines = Self.full.split(separator: "\n").map(String.init)
        for missing in lines.indices {
            var rest = lines
            rest.remove(at: missing)
            let report = try InfoReport(text: rest.joined(separator: "\n"))
            #expect(report.sgid == "SG-7F5ERPI46977" || missing == 1)
            #expect(report.monitoring != nil || missing == lines.count - 1)
        }
    }

    @Test(
        "a control program that is down is told as such, also where its message breaks the JSON",
        arguments: [
            (#"json: { "error": "sg-control is down" }"#, "sg-control is down"),
            (#"json: { "error": "it said "no" and died" }"#, #"{ "error": "it said "no" and died" }"#),
            ("json: curl: (7) Failed to connect", "curl: (7) Failed to connect"),
        ])
    func readsErrors(line: String, expected: String) throws {
        let report = try InfoReport(text: "sgid: SG-7F5ERPI46977\n\(line)\n")
        #expect(report.monitoring == nil)
        #expect(report.monitoringError == expected)
    }

    @Test("line ends of other systems and bytes that are no text do no harm")
    func toleratesOddText() throws {
        let report = try InfoReport(text: "sgid: SG-7F5ERPI46977\r\nlabel: \u{FFFD}\u{0}\r\n")
        #expect(report.sgid == "SG-7F5ERPI46977")
    }

    @Test("text without any key of a report is none", arguments: ["", "hello\nworld", "<html></html>"])
    func refusesOtherText(text: String) {
        #expect(throws: CodecError.self) { try InfoReport(text: text) }
    }
}

extension String {
    fileprivate func replacingLastLine(with line: String) -> String {
        (split(separator: "\n").dropLast().map(String.init) + [line]).joined(separator: "\n")
    }
}
