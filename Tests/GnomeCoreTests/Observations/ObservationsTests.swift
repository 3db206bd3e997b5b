// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Reading observations from messages")
struct ObservationsTests {
    private static let noon = Timestamp(seconds: 1_777_636_800)

    private func observations(
        _ body: String, way: Way = .http, route: String = "/agent/telegraf"
    ) throws -> Observations {
        let frame = Frame(way: way, route: route, receivedAt: Self.noon, body: Array(body.utf8))
        return Observations(try MessageDecoder.decode(frame, body: frame.body), of: frame)
    }

    private func values(_ observations: Observations) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: observations.list.map { ("\($0.series.kind)/\($0.series.name)", $0.value) })
    }

    @Test("every frame is a contact, by the way it took", arguments: [(Way.amqp, "x"), (.http, "/agent/info")])
    func contacts(way: Way, route: String) throws {
        let body = way == .http ? "sgid: SG-7F5ERPI46977\n" : #"{"id": "SG-7F5ERPI46977", "message": "hello"}"#
        let read = try observations(body, way: way, route: route)
        #expect(values(read) == ["contact/\(way.rawValue)": 1])
        #expect(read.list.first?.receivedAt == Self.noon)
    }

    @Test("a report tells its counters and frequency, the frames of its ports and what waits for upload")
    func reports() throws {
        let read = try observations(
            """
            date: 1777636790 Fri
            sgid: SG-7F5ERPI46977
            bootcount: 7
            lotek_freq: 166.38
            json: {"radios": {"counts": {"all": 2, "bad": "1"}, "devices": {"3": {}, "10": {}}, \
            "samples": {"3": {"frames": 48000}}}, "gps": {"state": "3D-fix", "lat": 44.5, "lon": "-66.1"}, \
            "files": {"summary": {"files_to_upload": 3, "bytes_to_upload": null}}}
            """,
            route: "/agent/info")
        #expect(
            values(read) == [
                "contact/http": 1, "metric/boot_count": 7, "metric/lotek_frequency": 166.38,
                "port/port.3.frames": 48000,
                "metric/radios.all": 2, "metric/radios.bad": 1, "metric/files.files_to_upload": 3,
                "metric/gps.latitude": 44.5, "metric/gps.longitude": -66.1,
            ])
        #expect(read.list.last?.deviceTime == Timestamp(seconds: 1_777_636_790))
        #expect(read.droppedCount == 0)
    }

    @Test("a metric is named by its input, its field and its tags, each at its own time, and words are left out")
    func metrics() throws {
        let read = try observations(
            """
            {"metrics": [
              {"name": "disk", "tags": {"sgid": "SG-7F5ERPI46977", "host": "h", "path": "/data", "mode": "rw"},
               "fields": {"used": 5, "free": 0.5, "label": "7", "ok": true, "none": null}, "timestamp": 1777636700},
              {"name": "disk", "tags": {"path": "/data", "mode": "rw"}, "fields": {"used": 6}, "timestamp": 1777636710},
              {"name": "temp", "fields": {"temp": 48.3}}]}
            """)
        #expect(
            read.list.map(\.series) == [
                Series(.contact, "http"), Series(.metric, "disk.free{mode=rw,path=/data}"),
                Series(.metric, "disk.used{mode=rw,path=/data}"), Series(.metric, "disk.used{mode=rw,path=/data}"),
                Series(.metric, "temp.temp"),
            ])
        #expect(read.list.map(\.value) == [1, 0.5, 5, 6, 48.3])
        #expect(
            read.list.map(\.moment.microseconds) == [
                Self.noon.microseconds, 1_777_636_700_000_000, 1_777_636_700_000_000, 1_777_636_710_000_000,
                Self.noon.microseconds,
            ])
    }

    @Test("an envelope's numbers are named by the keys that lead to them, and so are those of a note")
    func envelopes() throws {
        let envelope = try observations(
            #"{"v":1,"serial":"a","kind":"status","body":{"battery_volts":12.6,"cpu":{"load":0.5,"n":[1]},"text":"1"}}"#,
            way: .amqp, route: "x")
        #expect(values(envelope) == ["contact/amqp": 1, "metric/battery_volts": 12.6, "metric/cpu.load": 0.5])
        let note = try observations(#"{"id":"a","message":"x","battery":12}"#, way: .amqp, route: "x")
        #expect(values(note) == ["contact/amqp": 1, "metric/battery": 12])
    }

    @Test("of two of one series and one moment the later stands")
    func repeated() throws {
        let metric = #"{"name": "a", "fields": {"b": 1}}"#
        let read = try observations(#"{"metrics": [\#(metric), {"name": "a", "fields": {"b": 2}}]}"#)
        #expect(values(read) == ["contact/http": 1, "metric/a.b": 2])
    }

    @Test("what is beyond the limit, has too long a name or is no reading is counted in the last observation")
    func dropped() throws {
        let long = String(repeating: "x", count: Observations.nameLimit + 1)
        let few = try observations(
            #"{"metrics": [{"name": "a", "fields": {"\#(long)": 1, "b": 1e300, "c": 2}}, {"name": "\#(long)", "fields": {"d": 1}}]}"#
        )
        #expect(values(few) == ["contact/http": 1, "metric/a.c": 2, "metric/dropped": 3])
        let fields = (0..<Observations.limit + 5).map { #""f\#($0)": \#($0)"# }.joined(separator: ",")
        let many = try observations(#"{"metrics": [{"name": "a", "fields": {\#(fields)}}]}"#)
        #expect(many.list.count == Observations.limit)
        #expect(many.droppedCount == 7)
        #expect(many.list.last?.series == Observations.dropped && many.list.last?.value == 7)
    }

    @Test(
        "the receiver's own time counts only where it is believable",
        arguments: [
            (0, true), (-7 * 86400, true), (-7 * 86400 - 1, false), (60, true), (61, false), (-1_777_636_800, false),
        ] as [(Int64, Bool)])
    func moments(offset: Int64, counts: Bool) throws {
        let deviceTime = Self.noon.advanced(by: .seconds(offset))
        let observation = try #require(
            Observation(Series(.metric, "a"), 1, deviceTime: deviceTime, receivedAt: Self.noon))
        #expect(observation.moment == (counts ? deviceTime : Self.noon))
        #expect(observation.deviceTime == deviceTime)
    }

    @Test("no number that is none, and no zero with a sign", arguments: [Double.nan, .infinity, -.infinity, 1e291])
    func numbers(value: Double) {
        #expect(Observation(Series(.metric, "a"), value, receivedAt: Self.noon) == nil)
        #expect(Observation(Series(.metric, "a"), -0.0, receivedAt: Self.noon)?.value.sign == .plus)
    }

    @Test(
        "an hour and a day begin before every moment in them, also before 1970",
        arguments: [
            (0, 0, 0), (-1, -3_600_000_000, -86_400_000_000), (86_399_999_999, 82_800_000_000, 0), (.min, .min, .min),
        ] as [(Int64, Int64, Int64)])
    func starts(moment: Int64, hour: Int64, day: Int64) {
        let moment = Timestamp(microseconds: moment)
        #expect(SeriesDetail.raw.start(of: moment) == moment)
        #expect(SeriesDetail.hour.start(of: moment).microseconds == hour)
        #expect(SeriesDetail.day.start(of: moment).microseconds == day)
    }

    @Test("a policy cuts each class by its own rule, and keeps for ever what it says nothing of")
    func retention() {
        let policy = RetentionPolicy(
            rules: [.contact: .init(raw: .seconds(10)), .port: .init(raw: .seconds(30), hour: .seconds(60))],
            others: .init(raw: .seconds(20), day: .seconds(90)))
        let ago = { (seconds: Int64) in Self.noon.advanced(by: .seconds(-seconds)) }
        #expect(
            policy.cuts(of: [.contact, .port, .metric], at: Self.noon) == [
                RetentionCut(kind: .contact, detail: .raw, before: ago(10)),
                RetentionCut(kind: .port, detail: .raw, before: ago(30)),
                RetentionCut(kind: .port, detail: .hour, before: ago(60)),
                RetentionCut(kind: .metric, detail: .raw, before: ago(20)),
                RetentionCut(kind: .metric, detail: .day, before: ago(90)),
            ])
        #expect(policy.cutOfAll(at: Self.noon) == ago(30))
        #expect(RetentionPolicy(rules: [.port: .init(raw: .seconds(1))]).cutOfAll(at: Self.noon) == nil)
        #expect(RetentionPolicy().cuts(of: [.metric], at: Self.noon).isEmpty)
    }
}
