// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Detection lines")
struct DetectionLineTests {
    /// The vectors of `receivers.md` §7.1, each with its reading.
    static let vectors: [(text: String, line: DetectionLine)] = [
        (
            "p3,1639614325.5266,2.637,-38.87,-53.61",
            .pulse(pulse(3, 1_639_614_325_526_600, (2637, 3), (-3887, 2), (-5361, 2)))
        ),
        (
            "p6,1681004979.0929,3.785,-29.66,-54.81,25.6",
            .pulse(pulse(6, 1_681_004_979_092_900, (3785, 3), (-2966, 2), (-5481, 2), ratio: (256, 1)))
        ),
        (
            "p-1,1639614325.5266,2.637,-38.87,-53.61",
            .pulse(pulse(-1, 1_639_614_325_526_600, (2637, 3), (-3887, 2), (-5361, 2)))
        ),
        ("p3,1639614325.5266,2.637,-38.87", .bad),
        (
            "n3,1639614325.5266,2.6,-39,-54,15",
            .unusedPulse(pulse(3, 1_639_614_325_526_600, (26, 1), (-39, 0), (-54, 0), ratio: (15, 0)))
        ),
        (
            "F3,1735550400.0000,3600,1200,16,4",
            .filter(
                FilterLine(
                    port: 3, time: time(1_735_550_400_000_000, 4), seconds: 3600, pulses: 1200, used: 16, bursts: 4))
        ),
        ("F,1466715518.311", .fileMarker(time(1_466_715_518_311_000, 3))),
        (
            "S,1639705543.152,3,frequency,166.376,0,",
            setting(time(1_639_705_543_152_000, 3), 3, "frequency", "166.376", code: 0)
        ),
        ("S,1366227448.192,5,-m,166.376,0,", setting(time(1_366_227_448_192_000, 3), 5, "-m", "166.376", code: 0)),
        ("S,12345678,1,-w,0x07,1,0,", setting(time(12_345_678_000_000, 0), 1, "-w 0x07", "1", code: 0)),
        (
            "S,1639705543.152,3,frequency,undefined,1,",
            setting(time(1_639_705_543_152_000, 3), 3, "frequency", "undefined", code: 1)
        ),
        (
            "S,1735550402.1230,0,freq_outlier,true",
            .setting(
                SettingLine(
                    time: time(1_735_550_402_123_000, 4), port: 0, name: "freq_outlier", value: "true", outcome: nil))
        ),
        (
            "C,1639614323.301,2,0",
            .clock(ClockLine(time: time(1_639_614_323_301_000, 3), precision: 2, elapsed: WrittenNumber(0)))
        ),
        (
            "C,1639614323.301,-1,-86400000",
            .clock(
                ClockLine(time: time(1_639_614_323_301_000, 3), precision: -1, elapsed: WrittenNumber(-86_400_000)))
        ),
        (
            "G,1504282346,44.267386667,-64.25947,22.4",
            .fix(
                FixLine(
                    time: number(1_504_282_346, 0), latitude: number(44_267_386_667, 9),
                    longitude: number(-6_425_947, 5), altitude: number(224, 1)))
        ),
        (
            "G,1458001712,44.34021,-66.11873,undefined",
            .fix(
                FixLine(
                    time: number(1_458_001_712, 0), latitude: number(4_434_021, 5),
                    longitude: number(-6_611_873, 5), altitude: .missing(.undefined)))
        ),
        (
            "G,undefined,undefined,undefined,undefined",
            .fix(
                FixLine(
                    time: .missing(.undefined), latitude: .missing(.undefined), longitude: .missing(.undefined),
                    altitude: .missing(.undefined)))
        ),
        (
            "T1,1639705547.16,78664c3304,-84",
            .tag(
                TagLine(
                    port: 1, time: time(1_639_705_547_160_000, 2), id: 0x7866_4C33, checksum: 0x04, isLowercase: true,
                    signal: number(-84, 0)))
        ),
        (
            "T4,1557450282.889,04452182",
            .tag(TagLine(port: 4, time: time(1_557_450_282_889_000, 3), id: 0x0445_2182))
        ),
        (
            "T3,1681004846.412,0FE36400,-96,v2",
            .tag(
                TagLine(
                    port: 3, time: time(1_681_004_846_412_000, 3), id: 0x0FE3_6400, signal: number(-96, 0), version: 2))
        ),
        ("", .empty),
        ("x2,1639614325.5266,2.637,-38.87,-53.61", .foreign(.pulseLike)),
        ("b1,1639614325.5266,12", .foreign(.forkedBurst)),
        ("D1,24.5,2.6,-39,-54,15", .foreign(.pulseInterval)),
        ("B3,1639614325.5266,12,4.00,0.01,-40.0,0.1,-54.0,14.0,", .foreign(.burst)),
        ("L6,1681004878.702,TestTags#1.1@166.38:25.1,3.809", .foreign(.foundTag)),
        ("M,1557450282.889,bootCount,12", .foreign(.machine)),
        ("A,1557450282.889,3,funcubeProPlus,/dev/x", .foreign(.hardwareAdded)),
        ("R,1557450282.889,3,funcubeProPlus,/dev/x", .foreign(.hardwareRemoved)),
        ("hello", .unknown),
    ]

    @Test("every vector reads as the reference says", arguments: vectors)
    func vector(text: String, line: DetectionLine) throws {
        #expect(try DetectionSamples.line(text) == line)
    }

    @Test("a line that can be read is written back byte for byte", arguments: vectors)
    func roundTrip(text: String, line: DetectionLine) throws {
        switch line {
        case .foreign, .unknown, .bad, .cut: #expect(DetectionSamples.text(line) == nil)
        default: #expect(DetectionSamples.text(line) == text)
        }
    }

    @Test(
        "unusual but real writings come out byte for byte",
        arguments: [
            "p1,1504296553.0573,-3.027,-72.85,-80.27", "p3,1526683680.8316,0.4,-35.4,-42.56",
            "p6,1681004979.0929,-0.0,-30,-55,26", "p0,1681004979.0929,3.8,-30,-55,NaN",
            "p3,1639614325.5266,8.6e-05,-39,-2.66", "p3,12345.0000,2.637,-38.87,-53.61",
            "C,1528750333.246,1,0.399892479", "C,1561257097.681,6,8.6e-7", "C,1561257097.681,6,-1.25e-10",
            "C,946684811,0,-0.5", "G,1526683597,-23.002083333,118.931118333,736.4", "G,NaN,null,,undefined",
            "T1,1639705557.4,78664c3304,", "T1,1639705557.4,78664C3304,-81", "T1,1639705557,78664c33,,v2",
            "T1,-213000000.5,78664c33,-90", "S,946684811.25,3,tuner_gain,40.2,0,",
            "S,1366227448.192,5,-w,0x07,1,-1,no, not now", "S,1366227448.192,5,-w,7,0,no, not now",
            "S,946684811.25,3,frequency,,,", "S,946684811.25,3,bias_tee,null,-1,can't, won't: é",
        ])
    func unusualRoundTrip(text: String) throws {
        #expect(DetectionSamples.text(try DetectionSamples.line(text)) == text)
    }

    @Test(
        "a line whose fields can't be read is bad and stops nothing",
        arguments: [
            "p3,1639614325.5266,2.637,-38.87,", "p3,1639614325.5266,2.637,,-53.61", "p,1639614325.5266,2.6,-38,-53",
            "p3,1639614325.5266,2.637,-38.87,-53.6p3", "p3, 1639614325.5266,2.637,-38.87,-53.61", "p40000,1,2,3,4",
            "p3,1.6.3,2,-3,-5", "p3,99999999999999,2,-3,-5", "T1,1639705547.16,7866,-84", "T1,1639705547.16,,-84",
            "T1,1639705547.16,8664c3304,-84", "T1,1639705547.16,a78664c3304,-84", "T1,1639705547.16,78664c33g,-84",
            "T1,1639705547.16,78664c3304,loud", "S,1639705543.152,3,frequency,166.376",
            "S,1639705543.152,3,frequency,166.376,0", "S,1639705543.152,3,frequency,166.376,fine,", "S,,3,f,1,0,",
            "C,1639614323.301,2", "C,1639614323.301,2.5,0", "C,1639614323.301,2,undefined",
            "G,1504282346,44.26,-64.25", "G,,43.46,-80.52,3D-fix", "F3,1735550400.0000,3600,1200,16",
            "F3,1735550400.0000,3600,1200,16,some", "F,", "pulse", "Tuesday",
        ])
    func bad(text: String) throws {
        #expect(try DetectionSamples.line(text) == .bad)
    }

    @Test("noise of the serial line before a tag does not hide it", arguments: ["\u{1}~z", "78664C33 ", "{\"", "xx"])
    func noiseBeforeTag(noise: String) throws {
        let line = try DetectionSamples.line("T1,1639705547.16,\(noise)78664c3304,-84")
        #expect(DetectionSamples.text(line) == "T1,1639705547.16,78664c3304,-84")
    }

    @Test("fields that nobody knows yet do not lose the ones before them")
    func laterFields() throws {
        #expect(
            DetectionSamples.text(try DetectionSamples.line("p6,1681004979.0929,3.785,-29.66,-54.81,25.6,new"))
                == "p6,1681004979.0929,3.785,-29.66,-54.81,25.6")
        #expect(
            DetectionSamples.text(try DetectionSamples.line("T3,1681004846.412,0FE36400,-96,vundefined"))
                == "T3,1681004846.412,0FE36400,-96")
    }

    @Test("the clock step of V2 is in milliseconds, the residual of V1 in seconds")
    func clockCorrection() throws {
        func correction(_ text: String) throws -> ClockLine.Correction? {
            guard case .clock(let clock) = try DetectionSamples.line(text) else { return nil }
            return clock.correction
        }
        #expect(try correction("C,1639614323.301,2,0") == .step(.zero))
        #expect(try correction("C,1639614323.301,-1,-86400000") == .step(.seconds(-86_400)))
        #expect(try correction("C,1561257097.681,6,8.6e-7") == .residual(seconds: 8.6e-7))
        #expect(try correction("C,1528750333.246,1,0.399892479") == .residual(seconds: 0.399892479))
    }

    @Test("a clock that is not synchronised says so")
    func unsynchronised() throws {
        guard case .clock(let clock) = try DetectionSamples.line("C,1639614323.301,-1,0") else {
            Issue.record("no clock line")
            return
        }
        #expect(!clock.isSynchronised)
    }

    @Test(
        "the GPS had a full position, a flat one, or none",
        arguments: [
            ("G,1504282346,44.267386667,-64.25947,22.4", FixLine.Quality.full),
            ("G,1458001712,44.34021,-66.11873,undefined", .flat),
            ("G,undefined,undefined,undefined,undefined", .none), ("G,1458001712,NaN,-66.11873,3", .none),
        ])
    func fixQuality(text: String, quality: FixLine.Quality) throws {
        guard case .fix(let fix) = try DetectionSamples.line(text) else {
            Issue.record("no fix")
            return
        }
        #expect(fix.quality == quality)
    }

    @Test("the time of a fix is that of the GPS")
    func fixTime() throws {
        #expect(
            try DetectionSamples.line("G,1504282346,44.2,-64.2,22.4").timestamp == Timestamp(seconds: 1_504_282_346))
        #expect(try DetectionSamples.line("G,undefined,44.2,-64.2,22.4").timestamp == nil)
    }

    @Test("values that no radio can measure are values all the same, and told apart")
    func plausibility() throws {
        func isPlausible(_ text: String) throws -> Bool? {
            guard case .pulse(let pulse) = try DetectionSamples.line(text) else { return nil }
            return pulse.isPlausible
        }
        #expect(try isPlausible("p3,1639614325.5266,2.637,-38.87,-53.61") == true)
        #expect(try isPlausible("p3,1639614325.5266,2.637,-38.87,-53.61,NaN") == true)
        #expect(try isPlausible("p3,1639614325.5266,24.1,-38.87,-53.61") == false)
        #expect(try isPlausible("p3,1639614325.5266,2.637,38.87,-53.61") == false)
        #expect(try isPlausible("p3,1639614325.5266,2.637,-38.87,-1e3") == false)
        #expect(try isPlausible("p3,1639614325.5266,2.637,-38.87,-53.61,101") == false)
    }

    @Test("a tag is shown in upper case with all its zeros")
    func tagText() throws {
        guard case .tag(let tag) = try DetectionSamples.line("T1,1639705547.16,0000c3304f,-84") else {
            Issue.record("no tag")
            return
        }
        #expect(tag.idText == "0000C330")
        #expect(tag.checksum == 0x4F)
    }

    @Test("a register is part of the name of what was set, where there is one")
    func registers() throws {
        func name(_ text: String) throws -> String? {
            guard case .setting(let setting) = try DetectionSamples.line(text) else { return nil }
            return setting.name
        }
        #expect(try name("S,1366227448.192,5,-w,0x07,1,-1,no, not now") == "-w 0x07")
        #expect(try name("S,1366227448.192,5,-w,7,0,no, not now") == "-w")
        #expect(try name("S,1366227448.192,5,-w,7,0,") == "-w")
    }

    @Test("text that is not UTF-8 makes a setting bad and leaves its bytes in place")
    func settingOfOddBytes() {
        let bytes = Array("S,1639705543.152,3,frequency,166.376,0,".utf8) + [0xFF, 0x0A]
        #expect(DetectionSamples.read(bytes).map(\.line) == [.bad])
    }

    @Test("a line longer than any real one is unknown, whatever it says")
    func overlong() throws {
        let digits = String(repeating: "0", count: DetectionLine.maximumLength)
        #expect(try DetectionSamples.line("p3,\(digits)1,2,-3,-5") == .unknown)
        let fits = "S,1,3,f,1,0,"
        let padding = String(repeating: "e", count: DetectionLine.maximumLength - fits.utf8.count)
        #expect(try DetectionSamples.line(fits + padding).kind == .setting)
        #expect(try DetectionSamples.line(fits + padding + "e") == .unknown)
    }
}

extension DetectionLineTests {
    private static func pulse(
        _ port: Int16, _ microseconds: Int64, _ offset: (Int64, UInt8), _ signal: (Int64, UInt8),
        _ noise: (Int64, UInt8), ratio: (Int64, UInt8)? = nil
    ) -> PulseLine {
        PulseLine(
            port: port, time: time(microseconds, 4), frequencyOffset: WrittenNumber(offset.0, decimals: offset.1),
            signal: WrittenNumber(signal.0, decimals: signal.1), noise: WrittenNumber(noise.0, decimals: noise.1),
            signalToNoise: ratio.map { number($0.0, $0.1) } ?? .absent)
    }

    private static func setting(
        _ time: WrittenTime, _ port: Int16, _ name: String, _ value: String, code: Int
    ) -> DetectionLine {
        .setting(
            SettingLine(
                time: time, port: port, name: name, value: value,
                outcome: SettingLine.Outcome(code: code, message: "")))
    }

    private static func time(_ microseconds: Int64, _ decimals: UInt8) -> WrittenTime {
        WrittenTime(Timestamp(microseconds: microseconds), decimals: decimals)
    }

    private static func number(_ digits: Int64, _ decimals: UInt8) -> OptionalNumber {
        .number(WrittenNumber(digits, decimals: decimals))
    }
}
