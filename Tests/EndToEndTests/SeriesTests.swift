// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import GnomeService
import GnomeTransport
import TestSupport
import Testing

@Suite("What a receiver measured, at the built server", .timeLimit(.minutes(5)))
struct SeriesTests {
    private static let serial = "SG-7F5ERPI46977"
    private static let path = "/receivers/\(serial)/series"

    @Test("what Telegraf posts is there as a series, by API, by gnomectl and on the pages")
    func measurements() async throws {
        try await withServer { server in
            try await server.add(Self.serial)
            let now = SystemTime.now().microseconds / 1_000_000
            for (index, value) in [40.5, 41, 42].enumerated() {
                let time = now - 7200 * Int64(2 - index)
                let answer = try await server.post(
                    "/agent/telegraf", as: Self.serial, key: "0123456789abcdef0123456789abcdef",
                    body: """
                        {"metrics":[{"name":"temp","tags":{"sgid":"\(Self.serial)","sensor":"cpu_thermal"},\
                        "fields":{"temp":\(value)},"timestamp":\(time)},{"name":"disk","tags":{"path":"/data"},\
                        "fields":{"used_percent":\(value)},"timestamp":\(time)}]}
                        """)
                #expect(answer.status == 204)
            }
            let name = "temp.temp%7Bsensor%3Dcpu_thermal%7D"
            let list = try await server.get("/api/v1\(Self.path)", as: PageView<SeriesOverviewView, String>.self)
            #expect(list.items.contains { $0.name == "temp.temp{sensor=cpu_thermal}" && $0.latest == 42 })
            let one = try await server.get("/api/v1\(Self.path)?limit=1", as: PageView<SeriesOverviewView, String>.self)
            #expect(one.items.count == 1 && one.next != nil)
            for detail in SeriesDetail.allCases {
                let view = try await server.get(
                    "/api/v1\(Self.path)/\(name)?resolution=\(detail.rawValue)", as: SeriesView.self)
                #expect(view.points.map(\.count).reduce(0, +) == 3)
                #expect(view.points.last?.last == 42)
            }
            for (query, expected) in [
                ("resolution=week", 400), ("from=yesterday", 400), ("limit=0", 400), ("class=port", 404),
            ] {
                #expect(
                    try await server.send("GET", "/api/v1\(Self.path)/\(name)?\(query)").status == expected, "\(query)")
            }
            #expect(try await server.send("GET", "/api/v1\(Self.path)/nothing").status == 404)
            #expect(try await server.send("GET", "/api/v1/receivers/SG-F28CRPI33503/series").status == 404)

            let (status, output) = try await server.gnomectl(
                "receivers", "series", Self.serial, "temp.temp{sensor=cpu_thermal}", "--resolution", "raw", "--csv")
            #expect(status == 0)
            #expect(output.split(separator: "\n").count == 4)
            #expect(output.hasSuffix(",1,42.0,42.0,42.0,42.0\n"))

            func page(_ path: String) async throws -> String {
                let answer = try await server.send("GET", path)
                #expect(answer.status == 200)
                return String(decoding: answer.body, as: UTF8.self)
            }
            let receiver = try await page("/receivers/\(Self.serial)")
            #expect(receiver.contains("<h2>Measurements</h2>") && receiver.contains("<svg"))
            #expect(receiver.contains("40.5 to 42 °C"))
            #expect(try await page(Self.path).contains("temp.temp{sensor=cpu_thermal}"))
            let table = try await page("\(Self.path)/\(name)?class=metric&resolution=raw")
            #expect(table.contains(">40.5<") && table.contains("aria-current") && !table.contains("Older"))
            // What does not fit a page is a link away.
            let newest = try await page("\(Self.path)/\(name)?class=metric&resolution=raw&limit=1")
            #expect(newest.contains(">42<") && !newest.contains(">41<") && !newest.contains("<code>"))
            let link = try #require(newest.firstMatch(of: /href="([^"]*)">Older/)?.output.1)
            #expect(link.contains("&amp;to=") && !link.contains("from="))
            let older = try await page(String(link).split(separator: "amp;").joined())
            #expect(older.contains(">41<") && older.contains(">40.5<") && !older.contains(">42<"))
            let first = try await page("\(Self.path)?limit=1")
            let more = try #require(first.firstMatch(of: /href="([^"]*)">More measurements/)?.output.1)
            #expect(try await page(String(more)).contains("temp.temp{sensor=cpu_thermal}"))
            #expect(try await server.send("GET", "\(Self.path)/nothing").status == 404)
        }
    }
}
