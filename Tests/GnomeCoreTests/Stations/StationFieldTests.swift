// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GnomeCore
import Testing

@Suite("What people write about stations")
struct StationFieldTests {
    @Test(
        "Names in any script are taken as they are",
        arguments: ["Cabot Head", "Île aux Coudres", "鳥島", "محطة الطيور", "Ørland 2", "=SUM(A1)", "O'Brien <b>", "👩🏽‍🔬"])
    func names(name: String) {
        #expect(StationDetails(name: name).problems == [])
    }

    @Test(
        "A name that can't be meant is refused by its field",
        arguments: ["", " Cabot", "Cabot\n", "a\u{0}b", "a\u{1B}[2J", String(repeating: "x", count: 101)])
    func wrongNames(name: String) {
        #expect(StationDetails(name: name).problems.map(\.name) == ["name"])
    }

    @Test("A name whose single character is a heap of marks is bounded in bytes")
    func heap() {
        let heap = "a" + String(repeating: "\u{301}", count: 5000)
        #expect(heap.count == 1)
        #expect(StationDetails(name: heap).problems.map(\.name) == ["name"])
    }

    @Test(
        "Places lie on the Earth",
        arguments: [
            (91, 0, ["place.latitude"]), (0, 181, ["place.longitude"]),
            (.nan, .infinity, ["place.latitude", "place.longitude"]),
            (-90, 180, []),
        ] as [(Double, Double, [String])])
    func places(latitude: Double, longitude: Double, wrong: [String]) {
        let details = StationDetails(name: "x", place: Place(latitude: latitude, longitude: longitude))
        #expect(details.problems.map(\.name) == wrong)
    }

    @Test(
        "Time zones have the form of an IANA name",
        arguments: [
            ("America/Toronto", true), ("UTC", true), ("America/Argentina/Ushuaia", true), ("Etc/GMT+5", true),
            ("../etc/passwd", false), ("/etc", false), ("", false), ("A/B/C/D", false), ("Europe/", false),
        ])
    func zones(zone: String, isRight: Bool) {
        #expect(StationDetails(name: "x", timeZone: zone).problems.isEmpty == isRight)
    }

    @Test("A coarse place tells about where, and no more")
    func coarse() {
        let coarse = Place(latitude: 45.246_312, longitude: -81.296_3, elevation: 182).coarse
        #expect(coarse == Place(latitude: 45.2, longitude: -81.3))
    }

    @Test("Antennas are refused by their place in the list")
    func antennas() {
        let antennas = [
            Antenna(port: 1, type: "yagi-5", bearing: 359.9), Antenna(port: 21, type: "", bearing: 360),
            Antenna(port: 2, type: "omni"),
        ]
        #expect(
            antennas.problems.map(\.name) == ["antennas[1].port", "antennas[1].type", "antennas[1].bearing"])
    }

    @Test("Two antennas on one port are told apart by what they listen to")
    func sharedPort() {
        var antennas = [Antenna(port: 1, type: "yagi-5", frequency: 166.38), Antenna(port: 1, type: "omni")]
        #expect(antennas.problems == [])
        antennas[0].frequency = nil
        #expect(antennas.problems.map(\.name) == ["antennas[1].port"])
    }

    @Test("Silence is missed only of a networked receiver in a month of service")
    func silence() throws {
        let may = try #require(Timestamp("2026-05-15T00:00:00Z"))
        let december = try #require(Timestamp("2026-12-15T00:00:00Z"))
        let spring = Expectations(months: [4, 5])
        #expect(spring.expectsContact(at: may))
        #expect(!spring.expectsContact(at: december))
        #expect(!Expectations(link: .cardOnly).expectsContact(at: may))
    }

    @Test("Expectations without a part of the day or a month are refused", arguments: [0, -1, 1.5, .nan] as [Double])
    func emptyExpectations(dutyCycle: Double) {
        let expectations = Expectations(dutyCycle: dutyCycle, months: [0])
        #expect(expectations.problems.map(\.name) == ["dutyCycle", "months"])
    }

    @Test("Expectations are read back as they were written, and what is left out is the usual")
    func coding() throws {
        let written = Expectations(link: .cardOnly, isSolar: true, dutyCycle: 0.25, months: [3, 11])
        let read = try JSONDecoder().decode(Expectations.self, from: JSONEncoder().encode(written))
        #expect(read == written)
        #expect(try JSONDecoder().decode(Expectations.self, from: Data("{}".utf8)) == Expectations())
    }

    @Test(
        "A picture is told by its content, and what is none is none",
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xE1], .jpeg), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], .png),
            (Array("RIFF".utf8) + [1, 2, 3, 4] + Array("WEBP".utf8), .webp),
            (Array("RIFF".utf8) + [1, 2, 3, 4] + Array("WAVE".utf8), nil), (Array("RIFFWEBP".utf8), nil),
            (Array("<svg>".utf8), nil), (Array("GIF89a".utf8), nil), ([0xFF, 0xD8], nil), ([], nil),
        ] as [([UInt8], StationPhoto.MediaType?)])
    func pictures(bytes: [UInt8], expected: StationPhoto.MediaType?) {
        #expect(StationPhoto.MediaType(of: bytes) == expected)
    }
}
