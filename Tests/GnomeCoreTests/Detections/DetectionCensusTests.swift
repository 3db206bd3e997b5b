// SPDX-License-Identifier: Apache-2.0

import GnomeCore
import Testing

@Suite("Censuses of data files")
struct DetectionCensusTests {
    @Test("a census counts lines by kind, bytes, and unreadable lines each as what they are")
    func kinds() {
        let census = DetectionSamples.census(DetectionSamples.mixed + Array("p3,163961".utf8))
        let expected: [DetectionLine.Kind: Int] = [
            .pulse: 2, .unusedPulse: 1, .tag: 2, .clock: 2, .fix: 2, .setting: 4, .filter: 1, .fileMarker: 1,
            .foreign: 1, .empty: 2, .unknown: 1, .bad: 1, .cut: 1,
        ]
        for kind in DetectionLine.Kind.allCases { #expect(census[kind] == expected[kind], "\(kind)") }
        #expect(census.lines == 21)
        #expect(census.dataLines == 4)
        #expect(census.bytes == DetectionSamples.mixed.count + 9)
        #expect(census.unterminated == 1)
    }

    @Test("the earliest and latest time and the steps back are those of the lines that have a time")
    func times() {
        let census = DetectionSamples.census(Array("F,5\nF,7\nhello\nG,,,,\nF,6\nF,6\nF,4.5\nF,9\n".utf8))
        #expect(census.earliest == Timestamp(microseconds: 4_500_000))
        #expect(census.latest == Timestamp(seconds: 9))
        #expect(census.stepsBack == 2)
    }

    @Test("the sum of two censuses counts both and sees no step from the one file to the other")
    func sum() {
        let (late, early) = (Array("F,5\nF,7\n".utf8), Array("F,2\nF,1\nbad".utf8))
        let sum = DetectionSamples.census(late) + DetectionSamples.census(early)
        #expect(sum.lines == 5)
        #expect(sum[.fileMarker] == 4)
        #expect(sum.bytes == late.count + early.count)
        #expect(sum.earliest == Timestamp(seconds: 1))
        #expect(sum.latest == Timestamp(seconds: 7))
        #expect(sum.stepsBack == 1)
        #expect(sum.unterminated == 1)
        #expect(sum + DetectionCensus() == sum)
        #expect(DetectionSamples.census(early) + DetectionSamples.census(late) == sum)
    }

    @Test("no line, no time")
    func empty() {
        let census = DetectionSamples.census([])
        #expect(census == DetectionCensus())
        #expect(census.lines == 0 && census.earliest == nil && census.latest == nil)
    }
}
