// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import TestSupport
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "text of every shape of the field is read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2017-08-01 00:00:00 +00:00", 1_501_545_600_000_000),
            ("2019-07-17 18:38:56 -04:00", 1_563_403_136_000_000), ("2021-12-17T01:45:42.768Z", 1_639_705_542_768_000),
            ("2021-12-17T01:45:42.7680009", 1_639_705_542_768_000), ("1969-12-31T23:59:59.999999Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
        ] as [(String, Int64)])
    func reads(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(
        "text that is no time is none",
        arguments: [
            "", "2021", "2021-13-01T00:00:00Z", "2021-02-29T00:00:00Z", "2021-12-17T24:00:00Z", "2021-12-17T01:45:42.Z",
            "2021-12-17T01:45:42Zx", "20٢1-12-17T01:45:42Z",
        ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("what is written is read again, for moments of five centuries")
    func roundTrips() {
        var random = SplitMix(seed: 7)
        for _ in 0..<2000 {
            let moment = Timestamp(
                microseconds: Int64.random(in: -8_000_000_000_000_000...8_000_000_000_000_000, using: &random))
            #expect(Timestamp(moment.description) == moment)
            #expect(CivilTime(moment).timestamp == moment)
        }
    }

    @Test("a sum that does not fit ends at the end of time")
    func saturates() {
        #expect(Timestamp(microseconds: .max).advanced(by: .seconds(1)) == Timestamp(microseconds: .max))
        #expect(Timestamp(microseconds: .min).advanced(by: .seconds(-1)) == Timestamp(microseconds: .min))
    }

    @Test("counts of seconds beyond reason are none", arguments: [-1, .infinity, .nan, 1e12])
    func boundsSeconds(seconds: Double) {
        #expect(Duration(reasonableSeconds: seconds) == nil)
    }
}
