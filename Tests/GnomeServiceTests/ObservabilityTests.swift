// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import GnomeService
import Synchronization
import Testing

@Suite("Logs and metrics")
struct ObservabilityTests {
    @Test("a log line is one line, whatever a sender put into a value")
    func escapesLines() throws {
        let lines = Mutex<[String]>([])
        let log = Log(threshold: .info, now: { Timestamp(seconds: 0) }) { line in lines.withLock { $0.append(line) } }
        log(.info, "heard", ["label": .string("a\nb\u{1b}[31m\u{2028}\"}")])
        log(.debug, "not asked for")
        let all = lines.withLock { $0 }
        #expect(all.count == 1)
        let line = try #require(all.first)
        #expect(!line.contains("\n") && !line.contains("\u{1b}"))
        #expect(JSONValue(bytes: Array(line.utf8))?["label"]?.text == "a\nb\u{1b}[31m\u{2028}\"}")
    }

    @Test("metrics are rendered as Prometheus reads them")
    func renders() {
        let metrics = Metrics()
        let family = Metrics.Family("gnome_things_total", .counter, "Things.")
        metrics.count(family, ("kind", "a\"b\\c\n"))
        metrics.count(family, ("kind", "z"), by: 4)
        metrics.count(family, ("kind", "z"))
        metrics.set(Metrics.Family("gnome_level", .gauge, "Level."), to: 0.5)
        #expect(
            metrics.render() == """
                # HELP gnome_level Level.
                # TYPE gnome_level gauge
                gnome_level 0.5
                # HELP gnome_things_total Things.
                # TYPE gnome_things_total counter
                gnome_things_total{kind="a\\"b\\\\c\\n"} 1
                gnome_things_total{kind="z"} 5

                """)
    }

    @Test("a key's digest is the same for the same key, and tells nothing of it")
    func digestsKeys() {
        #expect(
            Secrets.sha256(Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Secrets.digest(ofKey: "a") == Secrets.digest(ofKey: "a"))
        #expect(Secrets.digest(ofKey: "a") != Secrets.digest(ofKey: "b"))
        #expect(
            Secrets.areEqual("token", "token") && !Secrets.areEqual("token", "token ") && !Secrets.areEqual("", "x"))
        #expect(Secrets.randomBytes(32) != Secrets.randomBytes(32))
    }
}
