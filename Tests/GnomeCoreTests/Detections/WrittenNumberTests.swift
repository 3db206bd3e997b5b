// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Numbers and times as written")
struct WrittenNumberTests {
    @Test(
        "a number comes out as it was written",
        arguments: [
            "0", "-0", "-0.0", "39", "-39", "-39.0", "2.66", "0.4", "0.0032", "-53.8400", "8.6e-7", "8.6e-07", "1e+21",
            "1.5e+06", "-1.25e-10", "9999999999999999999", "0.0000012345678901234", "44.267386667",
        ])
    func roundTrip(text: String) throws {
        #expect(try #require(WrittenNumber(text)).description == text)
    }

    @Test(
        "other writings of a number are read, and written the usual way",
        arguments: [
            ("007", "7"), (".5", "0.5"), ("5.", "5"), ("86e-8", "8.6e-7"), ("1E5", "1e+5"),
            ("0.12345678901234567890123", "0.1234567890123456789"), ("0000000000000000000000001.5", "1.5"),
        ])
    func leniency(text: String, usual: String) throws {
        #expect(try #require(WrittenNumber(text)).description == usual)
    }

    @Test(
        "what is no number is none",
        arguments: [
            "", "-", ".", "-.", "+1", " 1", "1 ", "0x07", "1.2.3", "--1", "e5", "1e", "1e+", "1e99999", "NaN", "inf",
            "99999999999999999999", "１",
        ])
    func refused(text: String) {
        #expect(WrittenNumber(text) == nil)
    }

    @Test("the value is the nearest one that the standard library reads from the same text")
    func value() throws {
        var random = DetectionSamples.Generator(state: 7)
        for _ in 0..<20_000 {
            let digits = Int64.random(in: -9_999_999_999_999...9_999_999_999_999, using: &random)
            let shift = Int64(1) << Int64.random(in: 0..<40, using: &random)
            let number = WrittenNumber(digits / shift, decimals: UInt8.random(in: 0...30, using: &random))
            #expect(number.doubleValue == Double(number.description))
        }
        for text in ["8.6e-7", "1e+21", "-2.5e-300", "9999999999999999999", "-0.0", "1e-999", "7e+22", "7e+23"] {
            #expect(try #require(WrittenNumber(text)).doubleValue == Double(text))
        }
    }

    @Test("zero keeps its sign")
    func negativeZero() throws {
        #expect(try #require(WrittenNumber("-0.0")).doubleValue.sign == .minus)
    }

    @Test("only a number without point or exponent is whole")
    func integer() {
        #expect(WrittenNumber("-86400000")?.integer == -86_400_000)
        #expect(WrittenNumber("9999999999999999999")?.integer == nil)
        for text in ["1.0", "1e3", "1e+0"] { #expect(WrittenNumber(text)?.integer == nil) }
    }

    @Test(
        "a time is exact to the microsecond and keeps its decimals",
        arguments: [
            ("1639614325.5266", 1_639_614_325_526_600), ("1735550400.0000", 1_735_550_400_000_000),
            ("1504282346", 1_504_282_346_000_000), ("12345678", 12_345_678_000_000),
            ("1639705557.4", 1_639_705_557_400_000), ("1639705557.123456", 1_639_705_557_123_456),
            ("0.000001", 1), ("-213000000.25", -213_000_000_250_000),
        ] as [(String, Int64)])
    func time(text: String, microseconds: Int64) throws {
        guard case .fileMarker(let time) = try DetectionSamples.line("F,\(text)") else {
            Issue.record("no time: \(text)")
            return
        }
        #expect(time.timestamp == Timestamp(microseconds: microseconds))
        #expect(time.description == text)
    }

    @Test("odd writings of a time are read, and cut after microseconds")
    func oddTimes() throws {
        #expect(try DetectionSamples.line("F,1.6396e9").timestamp == Timestamp(seconds: 1_639_600_000))
        #expect(try DetectionSamples.line("F,1.0000019").timestamp == Timestamp(microseconds: 1_000_001))
        #expect(try DetectionSamples.line("F,-1.0000019").timestamp == Timestamp(microseconds: -1_000_001))
        #expect(try DetectionSamples.line("F,1e-30").timestamp == Timestamp(microseconds: 0))
        #expect(try DetectionSamples.line("F,1e+30") == .bad)
        #expect(try DetectionSamples.line("F,9999999999999999") == .bad)
    }

    @Test("a time is cut to the decimals it is to be written with")
    func decimals() {
        let moment = Timestamp(microseconds: 1_639_614_325_526_612)
        #expect(WrittenTime(moment, decimals: 3).description == "1639614325.526")
        #expect(WrittenTime(moment, decimals: 0).timestamp == Timestamp(seconds: 1_639_614_325))
        #expect(WrittenTime(moment, decimals: 9).description == "1639614325.526612")
    }
}

@Suite("Clock eras")
struct ClockEraTests {
    @Test(
        "a time tells what its clock was",
        arguments: [
            (-1, ClockEra.negative), (0, .sinceBoot), (12_345_678, .sinceBoot), (946_684_799, .sinceBoot),
            (946_684_800, .unset), (946_684_811, .unset), (1_262_303_999, .unset), (1_262_304_000, .valid),
            (1_639_614_325, .valid), (1_700_000_300, .valid), (1_700_000_301, .future), (4_000_000_000, .future),
        ] as [(Int64, ClockEra)])
    func era(seconds: Int64, era: ClockEra) {
        #expect(ClockEra(of: Timestamp(seconds: seconds), now: Timestamp(seconds: 1_700_000_000)) == era)
    }
}
