// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeTransport
import Testing

@testable import gnomectl

@Suite("gnomectl receivers series")
struct SeriesTests {
    private static func point(_ hour: Int, _ mean: String) -> String {
        """
        {"at":"2026-05-01T0\(hour):00:00Z","count":2,"minimum":1,"mean":\(mean),"maximum":9.5,"last":3}
        """
    }

    private static func page(_ points: [String], next: String = "null") -> String {
        """
        {"class":"metric","name":"volts{a/b}","resolution":"hour","from":"2026-05-01T00:00:00Z",\
        "to":"2026-05-02T00:00:00Z","points":[\(points.joined(separator: ","))],"next":\(next)}
        """
    }

    @Test("without a name the series are listed with their latest values")
    func list() async {
        let world = World { _ throws(TransportError) in
            .json(
                Samples.page([
                    #"{"class":"metric","name":"volts","latestAt":"2026-05-01T12:00:00Z","latest":12.4}"#
                ]))
        }
        #expect(await world.run("receivers series SG-F28CRPI33503") == .success)
        #expect(
            world.requests.map(\.url) == ["http://127.0.0.1:8080/api/v1/receivers/SG-F28CRPI33503/series?limit=500"])
        #expect(
            world.results == """
                NAME   CLASS   LATEST  AT
                volts  metric    12.4  2026-05-01T12:00:00Z

                """)
    }

    @Test("with a name its points are shown page after page, with a line to look at")
    func show() async {
        let world = World { request throws(TransportError) in
            request.url.contains("from=")
                ? .json(Self.page([Self.point(2, "8"), Self.point(3, "1")]))
                : .json(Self.page([Self.point(0, "1"), Self.point(1, "4.25")], next: #""2026-05-01T02:00:00Z""#))
        }
        #expect(await world.run(["receivers", "series", "SG-F28CRPI33503", "volts{a/b}"]) == .success)
        #expect(
            world.requests.map(\.url) == [
                "http://127.0.0.1:8080/api/v1/receivers/SG-F28CRPI33503/series/volts%7Ba%2Fb%7D?resolution=hour&limit=10000",
                "http://127.0.0.1:8080/api/v1/receivers/SG-F28CRPI33503/series/volts%7Ba%2Fb%7D?resolution=hour"
                    + "&from=2026-05-01T02%3A00%3A00Z&to=2026-05-02T00%3A00%3A00Z&limit=10000",
            ])
        #expect(
            world.results == """
                ▁▄█▁

                AT                    COUNT  MINIMUM  MEAN  MAXIMUM  LAST
                2026-05-01T00:00:00Z      2        1     1      9.5     3
                2026-05-01T01:00:00Z      2        1  4.25      9.5     3
                2026-05-01T02:00:00Z      2        1     8      9.5     3
                2026-05-01T03:00:00Z      2        1     1      9.5     3

                """)
    }

    @Test("CSV has names above and quotes what needs it; JSON has everything")
    func machines() async {
        let script: World.Script = { _ throws(TransportError) in .json(Self.page([Self.point(0, "1.5")])) }
        let csv = World(script: script)
        #expect(await csv.run("receivers series SG-F28CRPI33503 volts --csv --from 2026-05-01") == .success)
        #expect(csv.requests.first?.url.contains("from=2026-05-01T00%3A00%3A00Z") == true)
        #expect(csv.results == "at,count,minimum,mean,maximum,last\n2026-05-01T00:00:00Z,2,1.0,1.5,9.5,3.0\n")
        let json = World(script: script)
        #expect(await json.run("receivers series SG-F28CRPI33503 volts --format json") == .success)
        #expect(
            JSONValue(bytes: Array(json.results.utf8))
                == JSONValue(bytes: Array(Self.page([Self.point(0, "1.5")]).utf8)))
        let list = World { _ throws(TransportError) in
            .json(
                Samples.page([
                    #"{"class":"metric","name":"a,\"b","latestAt":"2026-05-01T12:00:00Z","latest":1}"#
                ]))
        }
        #expect(await list.run("receivers series SG-F28CRPI33503 --csv") == .success)
        #expect(list.results == "name,class,latest,at\n\"a,\"\"b\",metric,1.0,2026-05-01T12:00:00Z\n")
    }

    @Test(
        "CSV has all digits of numbers and times, of which people see as many as they need", arguments: [false, true])
    func digits(isCSV: Bool) async {
        let world = World { _ throws(TransportError) in
            .json(
                Samples.page([
                    #"{"class":"metric","name":"volts","latestAt":"2026-05-01T12:00:00.250000Z","latest":-1.23456}"#
                ]))
        }
        #expect(
            await world.run("receivers series SG-F28CRPI33503" + (isCSV ? " --format csv --quiet" : "")) == .success)
        #expect(
            world.results
                == (isCSV
                    ? "name,class,latest,at\nvolts,metric,-1.23456,2026-05-01T12:00:00.250000Z\n"
                    : "NAME   CLASS   LATEST  AT\nvolts  metric  -1.235  2026-05-01T12:00:00Z\n"))
    }

    @Test("where the server begins with the newest, what is before them is asked for, up to them")
    func backwards() async {
        let world = World { request throws(TransportError) in
            if request.url.contains("from=2026-05-01T00") {
                return .json(Self.page([Self.point(0, "1")], next: #""2026-05-01T01:00:00Z""#))
            }
            if request.url.contains("from=") { return .json(Self.page([Self.point(1, "2")])) }
            return .json(Self.page([Self.point(2, "3")], next: #"null,"earlier":"2026-05-01T02:00:00Z""#))
        }
        #expect(await world.run("receivers series SG-F28CRPI33503 volts --csv") == .success)
        #expect(
            world.requests.dropFirst().map { $0.url.split(separator: "&").dropFirst().joined(separator: "&") }
                == [
                    "from=2026-05-01T00%3A00%3A00Z&to=2026-05-01T02%3A00%3A00Z&limit=10000",
                    "from=2026-05-01T01%3A00%3A00Z&to=2026-05-01T02%3A00%3A00Z&limit=10000",
                ].map { "\($0)" })
        #expect(
            world.results == """
                at,count,minimum,mean,maximum,last
                2026-05-01T00:00:00Z,2,1.0,1.0,9.5,3.0
                2026-05-01T01:00:00Z,2,1.0,2.0,9.5,3.0
                2026-05-01T02:00:00Z,2,1.0,3.0,9.5,3.0

                """)
    }

    @Test(
        "what others wrote is no formula in CSV, and stays one field; numbers of ours stay numbers",
        arguments: [
            ("volts", "volts"), ("a b", "a b"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"),
            ("\ta", "'\\ta"), ("\u{FF1D}a", "'\u{FF1D}a"), ("a=1", "a=1"), ("a,b", "\"a,b\""), ("=a,b", "\"'=a,b\""),
            ("x;=A1", "x;'=A1"), ("x;y;-1", "x;y;'-1"), ("=a;\u{FF0B}b", "'=a;'\u{FF0B}b"), ("x;a=1", "x;a=1"),
            ("x;", "x;"), ("a,b;@c", "\"a,b;'@c\""),
            ("a,\u{301}b", "\"a,\u{301}b\""), ("a\"\u{301}b", "\"a\"\"\u{301}b\""),
        ])
    func csv(name: String, text: String) {
        let csv = CSVText(["NAME", "VALUE"], [[.text(name), .own("-1.5")]])
        #expect(Array(csv.description.utf8) == Array("name,value\n\(text),-1.5".utf8))
    }

    @Test(
        "a time or a resolution that is none is told with what would be right",
        arguments: ["--from yesterday", "--resolution week", "volts more"])
    func usage(words: String) async {
        let world = World()
        #expect(await world.run("receivers series SG-F28CRPI33503 \(words)") == .usage)
    }

    @Test(
        "a sparkline shows the least and the greatest, in no more columns than there are",
        arguments: [
            ([], 10, ""), ([1], 10, "▅"), ([1, 1, 1], 10, "▅▅▅"), ([0, 7], 10, "▁█"),
            ([0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"), ([0, 0, 8, 8], 2, "▁█"),
        ] as [([Double], Int, String)])
    func sparkline(values: [Double], columns: Int, text: String) {
        #expect(Sparkline.text(values, columns: columns) == text)
    }
}
